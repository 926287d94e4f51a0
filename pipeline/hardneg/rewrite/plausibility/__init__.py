"""Plausibility of an edited caption: would this scene be photographed and written down? `rewrite` has a floor on it."""
