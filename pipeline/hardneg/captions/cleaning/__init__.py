"""Clean captions, and skip those that are not English, damaged or duplicates."""
