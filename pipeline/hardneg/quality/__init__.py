"""What a text alone gives away: blind classifiers, the words and the surface of negatives, and how many captions have any."""
