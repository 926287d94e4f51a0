"""parse: tokens and targets of captions, by spaCy."""
