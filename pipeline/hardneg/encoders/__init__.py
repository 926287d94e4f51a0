"""Frozen encoders of images and texts: they turn each into a grid, or a row, of feature vectors that a small head is trained on."""
