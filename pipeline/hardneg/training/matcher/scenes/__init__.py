"""Train the matcher of drawn scenes."""
