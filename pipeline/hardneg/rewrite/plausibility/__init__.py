"""Score the plausibility of an edited caption: whether somebody would photograph and describe this scene."""
