"""Open image encoders: EfficientNet-Lite, and the image towers of CLIP, SigLIP, SigLIP 2 and DINOv2."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from transformers import AutoImageProcessor, AutoModel

from hardneg.encoders.efficientnet import HEAD, MODEL_TYPE, EfficientNetLite, middle_channels, shallow_channels, sizes_of
from hardneg.encoders.encoder import Features, ImageEncoder
from hardneg.errors import UserError
from hardneg.models.device import device_of
from hardneg.models.matcher_folder import MatcherFolder, find_encoder
from hardneg.models.pretrained import batches, pretrained, processor
from hardneg.models.tensors import tensors_of, weights

TOWERS = ("clip", "siglip", "siglip2")
"""Kinds with an image tower and a text tower."""
KINDS = (MODEL_TYPE, *TOWERS, "dinov2")

LEVELS = 4
"""Levels of red, green and blue in the histogram of the colours of a cell."""
QUARTERS = 4
"""Quarters of a cell, each with its own features of the fifth stage."""
_SHALLOW_SCALE, _COLOUR_SCALE = 0.25, 10.0
"""Factors that give all features a standard deviation of about one (3,210 cells of compositions)."""
_MEAN, _STD = 127.0, 128.0


def open_image_encoder(model: str, revision: str | None = None, device: str | None = None, batch_size: int = 32) -> ImageEncoder:
    """Return the image encoder that `model` names.

    Args:
        model: `efficientnet-lite2` (fetched at set-up), a folder, or a hub id.
        revision: Of a hub id.
        device: Such as `cuda:1`; null: a GPU if there is one.
        batch_size: Images in one forward pass.

    Raises:
        UserError: There is no such model, its kind is unknown, or its weights are not complete.
    """
    folder = find_encoder(model, revision)
    if folder.kind == MODEL_TYPE:
        return ConvolutionalEncoder(folder, device, batch_size)
    if folder.kind in KINDS:
        return TransformerEncoder(folder, device, batch_size)
    raise UserError(f"encoder {model}: model_type {folder.kind} is no image encoder; known: {', '.join(KINDS)}")


class ConvolutionalEncoder:
    """Encode by EfficientNet-Lite. An image is resized to a square, not cropped: captions name what stands at the edge.

    The last layer hardly knows colours, which classes of ImageNet seldom need. So a cell has more features, as a hypercolumn has (Hariharan
    et al. 2015): mean and maximum of the first three stages, square roots of the histogram of its colours (Swain and Ballard 1991), and the
    fifth stage in each quarter of the cell, without which things that share a cell can hardly be counted.
    """

    def __init__(self, folder: MatcherFolder, device: str | None = None, batch_size: int = 32) -> None:
        """Load the weights.

        Raises:
            UserError: They do not fit config.json, or are broken.
        """
        self.revision = folder.revision
        self.device, self.batch_size = device_of(device), batch_size
        try:
            sizes = sizes_of(folder.config)
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"encoder {folder.name}: its config.json lacks a size ({error}); fetch it again") from None
        self.image_size, self.side = sizes.image_size, math.ceil(sizes.image_size / 32)
        self.width = HEAD + 2 * shallow_channels(sizes) + QUARTERS * middle_channels(sizes) + LEVELS**3
        self.net = EfficientNetLite(sizes)
        found = {name: value for file in weights(folder.path) for name, value in tensors_of(file, folder.name)}
        wanted = {name: value.shape for name, value in self.net.state_dict().items() if not name.endswith("num_batches_tracked")}
        if {name: value.shape for name, value in found.items()} != wanted:
            raise UserError(f"encoder {folder.name}: its weights do not fit its config.json; fetch it again")
        self.net.load_state_dict(found, strict=False)
        self.net.to(self.device).eval()

    def encode(self, images: Sequence[Image.Image]) -> Features:
        """Return the features of images; see `ImageEncoder`. The row of the whole image is the mean of its cells."""
        found = np.empty((len(images), 1 + self.side**2, self.width), np.float16)
        with torch.inference_mode():
            for some in batches(len(images), self.batch_size):
                cells = self._cells(self._pixels([images[i] for i in some])).flatten(2).transpose(1, 2)
                found[some.start : some.stop] = torch.cat([cells.mean(1, keepdim=True), cells], 1).half().cpu().numpy()
        return found

    def _cells(self, pixels: Tensor) -> Tensor:
        """Return the features of cells, (B, C, side, side)."""
        shallow, middle, last = self.net(pixels)
        pooled = [pool(each, self.side) for each in shallow for pool in (F.adaptive_avg_pool2d, F.adaptive_max_pool2d)]
        pooled.append(F.pixel_unshuffle(F.adaptive_avg_pool2d(middle, 2 * self.side), 2))  # a cell has two by two quarters
        return torch.cat([last, *(_SHALLOW_SCALE * each for each in pooled), _COLOUR_SCALE * _colours(pixels, self.side)], 1)

    def _pixels(self, images: Sequence[Image.Image]) -> Tensor:
        size = (self.image_size, self.image_size)
        raw = [np.asarray(image.convert("RGB").resize(size, Image.Resampling.BICUBIC), np.float32) for image in images]
        return torch.from_numpy((np.stack(raw).transpose(0, 3, 1, 2) - _MEAN) / _STD).to(self.device)


def _colours(pixels: Tensor, side: int) -> Tensor:
    """Return the square roots of the shares of `LEVELS`^3 colours in each cell, (B, LEVELS^3, side, side)."""
    images, _, height, width = pixels.shape
    red, green, blue = ((pixels * _STD + _MEAN) * (LEVELS / 256)).clamp(0, LEVELS - 1).long().unbind(1)
    rows, columns = (torch.arange(size, device=pixels.device) * side // size for size in (height, width))
    cell = (torch.arange(images, device=pixels.device)[:, None, None] * side + rows[:, None]) * side + columns
    place = cell * LEVELS**3 + (red * LEVELS + green) * LEVELS + blue
    counts = torch.bincount(place.flatten(), minlength=images * side**2 * LEVELS**3).view(images, side, side, -1).movedim(-1, 1)
    return (counts / counts.sum(1, keepdim=True)).sqrt()


class TransformerEncoder:
    """Encode by the image tower of CLIP or SigLIP, or by DINOv2; images are prepared by the processor that came with the weights."""

    def __init__(self, folder: MatcherFolder, device: str | None = None, batch_size: int = 32) -> None:
        """Load the weights.

        Raises:
            UserError: Weights are missing or of another shape than the config says, or there is no image processor.
        """
        self.revision = folder.revision
        self.device, self.batch_size = device_of(device), batch_size
        model = pretrained(AutoModel, folder, self.device)
        self.model = model.vision_model if folder.kind in TOWERS else model
        self.images = processor(AutoImageProcessor, folder, backend="pil")
        self._square = folder.kind == "siglip2"  # which else chooses a grid of the image's own proportions
        self.width = int(self.model.config.hidden_size)
        self.side = math.isqrt(self._encoded([Image.new("RGB", (64, 64))]).shape[1] - 1)

    def encode(self, images: Sequence[Image.Image]) -> Features:
        """Return the features of images; see `ImageEncoder`. The row of the whole image is what the model pools."""
        found = np.empty((len(images), 1 + self.side**2, self.width), np.float16)
        with torch.inference_mode():
            for some in batches(len(images), self.batch_size):
                found[some.start : some.stop] = self._encoded([images[i] for i in some]).half().cpu().numpy()
        return found

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def _encoded(self, images: Sequence[Image.Image]) -> Any:
        """Return the rows of one batch; leading tokens that are no cells are dropped."""
        if self._square:
            images = [image.resize((max(image.size),) * 2, Image.Resampling.BICUBIC) for image in images]
        inputs = self.images(images=list(images), return_tensors="pt").to(self.device)
        output = self.model(**inputs)
        cells = output.last_hidden_state
        side = math.isqrt(cells.shape[1])
        return torch.cat([output.pooler_output[:, None], cells[:, -(side**2) :]], 1)
