"""Images of the negatives: drawn by diffusion, from the text or from the caption's image, and checked by the matcher."""
