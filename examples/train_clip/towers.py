"""Define the model of the demonstration: a small tower that reads shapes, and one that reads words.

The frozen detector of the shipped matcher `scenes` finds the shapes of an image. It was trained on the contents of scenes and on no text.
So the image tower reads few tokens, and a run takes minutes.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from hardneg.matching.cross import read_net
from hardneg.matching.scenes_encoder import LOOKS, TYPES, lies, waves
from hardneg.matching.scenes_tokenizer import PAD, encode, padded
from hardneg.models.matcher_folder import find_matcher

SHAPES = 8
VALUES = sum(LOOKS) + 1 + TYPES + 19 + 5
"""Number of values of a shape: looks, presence, layer, position, and the background's colour."""
PRESENCE = sum(LOOKS)
"""Place of the probability that a shape is there, among its values."""
SPOT = slice(PRESENCE + 1 + TYPES, PRESENCE + 4 + TYPES)
"""Places of x, y and extent, from -1 to 1."""
PAIRED = 5
WIDTH, HEADS, LENGTH = 96, 4, 48

Shapes = npt.NDArray[np.float16]


class Detector:
    """Find the shapes of images, and remember them by the pixels of the image."""

    def __init__(self) -> None:
        self.net, _, self.tokenizer = read_net(find_matcher("scenes").path)
        self.net.eval()
        self.found: dict[str, Shapes] = {}

    def shapes(self, images: Sequence[Image.Image]) -> Tensor:
        """Return the shapes of images, (n, 8, 47)."""
        names = [hashlib.blake2b(image.tobytes(), digest_size=12).hexdigest() for image in images]
        new = list({name: image for name, image in zip(names, images, strict=True) if name not in self.found}.items())
        for first in range(0, len(new), 128):
            some = new[first : first + 128]
            for (name, _), row in zip(some, self._detect([image for _, image in some]), strict=True):
                self.found[name] = row
        return torch.from_numpy(np.stack([self.found[name] for name in names])).float()

    def _detect(self, images: Sequence[Image.Image]) -> Shapes:
        pixels = torch.from_numpy(np.stack([np.asarray(image, np.float32) for image in images])).permute(0, 3, 1, 2) / 127.5 - 1
        with torch.no_grad():
            sight = self.net.see(pixels)
        scores = sight.places[torch.arange(len(pixels))[:, None], sight.chosen]
        looks = [part.softmax(-1) for part in scores[..., 1 : 1 + sum(LOOKS)].split(LOOKS, -1)]
        layer = F.one_hot(sight.chosen // self.net.shape.cells**2, TYPES).float()
        ground = sight.ground.softmax(-1)[:, None].expand(-1, SHAPES, -1)
        found = torch.cat([*looks, sight.present[..., None], layer, waves(sight.spots), ground], -1)
        shapes: Shapes = found.numpy().astype(np.float16)
        return shapes

    def save(self, path: Path) -> None:
        """Write what was found, so that the next run need not look again."""
        np.savez(path, names=np.array(list(self.found)), shapes=np.stack(list(self.found.values())))

    def load(self, path: Path) -> None:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            self.found |= dict(zip(stored["names"].tolist(), stored["shapes"], strict=True))


class Towers(nn.Module):
    """Encode an image as vectors of its shapes and a text as vectors of its words, which meet as in FILIP (Yao et al. 2021).

    The cosine of each word with the shape that it fits best, averaged over the words, is the score; `scale` is the factor on it. A model of
    this size that has one vector an image learns in minutes what is there, and not what belongs together.
    """

    def __init__(self, tokenizer: Any) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.shapes = nn.Linear(VALUES, 2 * WIDTH)
        self.words = nn.Embedding(tokenizer.get_vocab_size(), WIDTH, padding_idx=PAD)
        self.near = nn.Conv1d(WIDTH, 2 * WIDTH, 5, padding=2)
        self.far = nn.Conv1d(WIDTH, 2 * WIDTH, 5, padding=2)
        self.norm = nn.LayerNorm(WIDTH)
        self.one, self.another, self.lie = nn.Linear(VALUES, WIDTH), nn.Linear(VALUES, WIDTH), nn.Linear(9, WIDTH)
        self.pair_norm = nn.LayerNorm(WIDTH)
        self.of_image = nn.TransformerEncoderLayer(WIDTH, HEADS, 2 * WIDTH, 0.0, "gelu", batch_first=True, norm_first=True)
        self.of_text = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))
        self.to_image, self.to_text = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.log_scale = nn.Parameter(torch.tensor(2.66))

    @property
    def scale(self) -> Tensor:
        """Return the factor on scores, the inverse of CLIP's temperature."""
        return self.log_scale.exp().clamp(max=100)

    def see(self, shapes: Tensor) -> Tensor:
        """Return vectors (n, 33, 96) of the 8 shapes of images, (n, 8, 47), and of ordered pairs of the first 5.

        They are shorter where a shape may be absent.
        """
        first, second = self.shapes(shapes).chunk(2, -1)
        some = shapes[:, :PAIRED]
        lie = self.lie(lies((some[..., SPOT] + 1) / 2))
        pairs = self.pair_norm(self.one(some)[:, :, None] * self.another(some)[:, None] * lie).flatten(1, 2)
        there = shapes[..., PRESENCE]
        both = (there[:, :PAIRED, None] * there[:, None, :PAIRED]).flatten(1)
        found = F.normalize(self.to_image(torch.cat([self.of_image(first * second), pairs], 1)), dim=-1)
        return found * torch.cat([there, both], 1)[..., None]

    def read(self, texts: Sequence[str]) -> Tensor:
        """Return vectors (n, 48, 96) of the words of texts, divided by their number; zeros after the end."""
        ids = torch.from_numpy(padded(encode(self.tokenizer, texts, LENGTH)))
        there = (ids != PAD)[..., None]
        tokens = self.words(ids)
        for layer in (self.near, self.far):
            first, second = layer(tokens.transpose(1, 2)).transpose(1, 2).chunk(2, -1)
            tokens = (tokens + self.norm(first * second)) * there
        found = F.normalize(self.to_text(tokens + self.of_text(tokens)), dim=-1) * there / there.sum(1, keepdim=True)
        return F.pad(found, (0, 0, 0, LENGTH - found.shape[1]))


def score_table(image: Tensor, text: Tensor) -> Tensor:
    """Return the score (n, m) of each of n images with each of m texts."""
    used = text[:, : int(text.abs().sum((0, 2)).count_nonzero())]
    return torch.einsum("nsd,mld->nmls", image, used).amax(-1).sum(-1)


def pair_scores(image: Tensor, text: Tensor) -> Tensor:
    """Return the score (n,) of each image with the text of the same place."""
    return torch.einsum("nsd,nld->nls", image, text).amax(-1).sum(-1)
