"""Measure what the pipeline costs, beside the libraries it is made of. `python -m benchmarks`."""
