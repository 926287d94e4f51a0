"""The matching model: says how well a text fits an image, or follows from a caption."""
