"""Reading, cutting and cleaning: any file of captions becomes parts of clean captions with stable ids."""
