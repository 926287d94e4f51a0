"""Training of matching models on disturbed hard negatives, on Ray Train."""
