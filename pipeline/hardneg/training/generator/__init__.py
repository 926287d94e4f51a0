"""Train the generator of drawn scenes that ships with this package."""
