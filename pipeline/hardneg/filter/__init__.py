"""Filter negatives: judges score them, and a negative that a judge stops is a reject."""
