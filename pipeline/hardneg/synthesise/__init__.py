"""Make images of the negatives, by diffusion or by recolouring the caption's image, and check them by a matcher."""
