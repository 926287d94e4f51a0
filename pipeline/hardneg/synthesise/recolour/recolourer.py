"""Give regions of images another colour, in the place of a diffusion model."""

from collections.abc import Sequence

import numpy as np
import PIL.Image

from hardneg.synthesise.order import DrawingOrder
from hardneg.synthesise.recolour.colour_terms import COLOUR_TERMS
from hardneg.synthesise.recolour.repaint import repainted


class Recolourer:
    """Give each image another colour inside its mask; the same order always gives the same image."""

    batch_size = 1  # photographs have their own size, of up to 150 megabytes

    def draw(self, orders: Sequence[DrawingOrder]) -> list[PIL.Image.Image | None]:
        """Return the images, RGB."""
        return [self._drawn(order) for order in orders]

    def _drawn(self, order: DrawingOrder) -> PIL.Image.Image:
        assert order.image is not None
        assert order.mask is not None
        assert order.colours is not None
        source, target = (COLOUR_TERMS[name] for name in order.colours)
        return repainted(order.image, np.asarray(order.mask) > 127, source, target)
