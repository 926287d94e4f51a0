"""Train the models that ship with the package, and fine-tune matchers on a user's data."""
