"""Parse captions with spaCy: tokens and targets."""
