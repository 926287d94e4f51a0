"""Select negatives and positives that a text-only classifier cannot distinguish from captions."""
