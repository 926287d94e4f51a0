"""Describe images to make."""

from typing import NamedTuple

import PIL.Image

ROUND = 16
"""Sides of edited images are multiples of this: 8 pixels a latent, and patches of two by two latents."""


class DrawingOrder(NamedTuple):
    """Describe one image to draw. Editing modes edit `image`, in the white of `mask` if there is one; images of a batch have one size.

    `colours` names the source and the target colour of recolouring.
    """

    prompt: str
    seed: int
    image: PIL.Image.Image | None = None
    mask: PIL.Image.Image | None = None
    colours: tuple[str, str] | None = None
