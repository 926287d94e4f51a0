"""A small drawn world in which the truth of every caption is known: scenes, their pictures, captions of them, and an oracle."""
