"""Find the files of an input and read their bytes."""
