"""Train a matcher for photographs: a small head on frozen encoders."""
