"""Measure leakage: text-only classifiers, the words and the surface of negatives, and the share of captions that have any."""
