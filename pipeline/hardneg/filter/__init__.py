"""Which negatives stay: judges look at them, and what one of them stops becomes a reject."""
