"""Generate negatives from proposals, and validate each of them."""
