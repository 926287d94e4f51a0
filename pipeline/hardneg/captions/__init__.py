"""Read, cut and clean: any file of captions becomes parts of clean captions with stable ids."""
