"""Estimate what a run will take, from a real run of a sample of its input."""
