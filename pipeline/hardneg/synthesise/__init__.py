"""Generate images of the negatives by diffusion, from the text or from the caption's image, and check them by a matcher."""
