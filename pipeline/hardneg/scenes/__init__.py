"""Define a small drawn world in which the truth of every caption is known: scenes, images, captions, and an oracle."""
