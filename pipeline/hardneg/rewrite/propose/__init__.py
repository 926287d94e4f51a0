"""Propose edits: targets of a caption, and candidates that may replace them."""
