"""Change the colour of a thing in a photograph, inside the region that has the colour the caption names. No generator is needed."""
