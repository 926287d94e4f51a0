"""The Parquet that training reads: one row a negative, split, sorted, described."""
