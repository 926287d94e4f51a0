"""Train the text matcher."""
