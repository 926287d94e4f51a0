"""Score how well a text fits an image, or whether it follows from a caption, and calibrate the scores."""
