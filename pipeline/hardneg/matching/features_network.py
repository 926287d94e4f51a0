"""Score by a small head on frozen encoders of images and texts.

* `LinearMap` maps the features of the whole image into the space of the text encoder; its logit is a scaled cosine. It is fitted in closed
  form (`hardneg.training.matcher.photos.linear_map`) and knows nothing of where things are, or how many.
* `CrossHead` adds a logit of its own, which is zero before training. `reader` layers let words see their neighbours. In each round of
  `Grounding` every word attends to the cells of the image by sigmoids, whose sum measures how much of the image it names, and by a softmax,
  which says where; then the words of the text exchange what they found.

An image and a text are encoded once, however many pairs they are in. Only words are updated for a pair, so a pair costs little.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from hardneg.encoders.encoder import centres
from hardneg.matching.features_config import FeaturesConfig
from hardneg.matching.layers import Layer, RelativePositionBias

REACH = 16
MASS = 3.0
"""Scale of the logarithm of the summed attention."""


class EncodedImages(NamedTuple):
    """B encoded images of P cells.

    Attributes:
        whole: (B, D): unit vectors in the space of texts.
        cells: (B, rounds, 2, heads, P, d / heads): keys and values of the cells; empty where there is no cross head.
    """

    whole: Tensor
    cells: Tensor


class EncodedTexts(NamedTuple):
    """N encoded texts of L tokens.

    Attributes:
        whole: (N, D): unit vectors.
        words: (N, L, d): empty where there is no cross head.
        mask: (N, L): true where there is a token.
    """

    whole: Tensor
    words: Tensor
    mask: Tensor


class LinearMap(nn.Module):
    """Score by the cosine of the mapped image and the text, after the mean of each kind is subtracted."""

    def __init__(self, image_width: int, text_width: int) -> None:
        super().__init__()
        self.image_mean = nn.Parameter(torch.zeros(image_width))
        self.text_mean = nn.Parameter(torch.zeros(text_width))
        self.weight = nn.Parameter(torch.zeros(text_width, image_width))
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def see(self, whole: Tensor) -> Tensor:
        """Map (B, C) to unit vectors (B, D)."""
        return F.normalize((whole - self.image_mean) @ self.weight.T, dim=-1)

    def read(self, whole: Tensor) -> Tensor:
        """Map (N, D) to unit vectors (N, D)."""
        return F.normalize(F.normalize(whole, dim=-1) - self.text_mean, dim=-1)

    def forward(self, images: Tensor, texts: Tensor) -> Tensor:
        """Return the logits (N,) of paired unit vectors."""
        return self.scale.exp() * (images * texts).sum(-1) + self.bias


class Mixing(nn.Module):
    """Let cells see their neighbours, by a convolution of 3 x 3 cells whose output is added."""

    def __init__(self, width: int, side: int) -> None:
        super().__init__()
        self.side = side
        self.norm = nn.LayerNorm(width)
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, cells: Tensor) -> Tensor:
        """Return cells (B, side^2, d) with what their neighbours add."""
        grid = self.norm(cells).transpose(1, 2).unflatten(-1, (self.side, self.side))
        return cells + F.gelu(self.conv(grid)).flatten(2).transpose(1, 2)


class Grounding(nn.Module):
    """Let words attend to cells, and learn where in the image, and on how much of it, each is."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query, self.keys, self.values = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.outer = nn.Linear(width + heads, width)
        self.offset = nn.Parameter(torch.full((heads, 1, 1), -2.0))

    def forward(self, words: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Return the change of the words (N, L, d), for keys and values (N, heads, P, d / heads)."""
        count, length, width = words.shape
        query = self.query(self.norm(words)).reshape(count, length, self.heads, -1).transpose(1, 2)
        logits = query @ keys.transpose(2, 3) * (width // self.heads) ** -0.5
        found = (logits.softmax(-1) @ values).transpose(1, 2).reshape(count, length, width)
        mass = torch.log1p((logits + self.offset).sigmoid().sum(-1)).transpose(1, 2) / MASS
        return self.outer(torch.cat([found, mass], -1))  # type: ignore[no-any-return]

    def prepared(self, cells: Tensor) -> Tensor:
        """Return keys and values (B, 2, heads, P, d / heads) of cells (B, P, d), which serve all texts of an image."""
        both = torch.stack([self.keys(cells), self.values(cells)], 1)
        return both.unflatten(-1, (self.heads, -1)).transpose(2, 3)


class CrossHead(nn.Module):
    """Score by words that attend to cells."""

    def __init__(self, config: FeaturesConfig) -> None:
        super().__init__()
        width = config.width
        self.image_norm, self.text_norm = nn.LayerNorm(config.image_width), nn.LayerNorm(config.text_width)
        self.cells, self.words = nn.Linear(config.image_width, width), nn.Linear(config.text_width, width)
        self.place = nn.Linear(2 + 2 * 2 * 3, width)
        self.register_buffer("waves", _waves(torch.from_numpy(centres(config.side))), persistent=False)
        self.mixing = nn.Sequential(*(Mixing(width, config.side) for _ in range(config.mixing_layers)))
        self.near = RelativePositionBias(config.heads, REACH)
        self.reader = nn.ModuleList(Layer(width, config.heads, config.wider) for _ in range(config.reader_layers))
        self.grounding = nn.ModuleList(Grounding(width, config.heads) for _ in range(config.fusion_layers))
        self.fusion = nn.ModuleList(Layer(width, config.heads, config.wider) for _ in range(config.fusion_layers))
        self.norm = nn.LayerNorm(2 * width)
        self.drop = nn.Dropout(config.dropout)
        self.score = nn.Linear(2 * width, 1)
        nn.init.zeros_(self.score.weight)
        nn.init.zeros_(self.score.bias)

    def see(self, cells: Tensor) -> Tensor:
        """Map (B, P, C) to the keys and values of `EncodedImages.cells`."""
        mapped = self.mixing(self.cells(self.drop(self.image_norm(cells))) + self.place(self.waves))
        return torch.stack([grounding.prepared(mapped) for grounding in self.grounding], 1)

    def read(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Map (N, L, D) to (N, L, d)."""
        words: Tensor = self.words(self.drop(self.text_norm(tokens)))
        bias = self._bias(mask)
        for layer in self.reader:
            words = layer(words, bias)
        return words

    def forward(self, cells: Tensor, words: Tensor, mask: Tensor, images: Tensor) -> Tensor:
        """Return the logits (N,) of text i for image `images[i]`."""
        bias = self._bias(mask)
        for number, (grounding, layer) in enumerate(zip(self.grounding, self.fusion, strict=True)):
            words = words + self.drop(grounding(words, cells[images, number, 0], cells[images, number, 1]))
            words = layer(words, bias)
        weight = mask[..., None].to(words.dtype)
        mean = (words * weight).sum(1) / weight.sum(1).clamp(min=1)
        most = words.masked_fill(~mask[..., None], -torch.inf).amax(1)
        return self.score(self.drop(self.norm(torch.cat([mean, most], -1))))[:, 0]  # type: ignore[no-any-return]

    def _bias(self, mask: Tensor) -> Tensor:
        hidden = torch.zeros(mask.shape, device=mask.device).masked_fill(~mask, -1e4)
        return self.near(mask.shape[1])[None] + hidden[:, None, None, :]


class FeaturesNet(nn.Module):
    """A linear map, and where the config says so a cross head. `see` encodes images, `read` encodes texts, `fuse` scores pairs."""

    def __init__(self, config: FeaturesConfig) -> None:
        super().__init__()
        self.linear = LinearMap(config.image_width, config.text_width)
        self.cross = CrossHead(config) if config.head == "cross" else None

    def see(self, rows: Tensor) -> EncodedImages:
        """Encode the rows of image encoders, (B, 1 + P, C)."""
        cells = rows[:, 1:, :0] if self.cross is None else self.cross.see(rows[:, 1:])
        return EncodedImages(self.linear.see(rows[:, 0]), cells)

    def read(self, rows: Tensor, mask: Tensor) -> EncodedTexts:
        """Encode the rows of text encoders, (N, 1 + L, D), with the mask (N, 1 + L) of those that are there."""
        words = rows[:, 1:, :0] if self.cross is None else self.cross.read(rows[:, 1:], mask[:, 1:])
        return EncodedTexts(self.linear.read(rows[:, 0]), words, mask[:, 1:])

    def fuse(self, sight: EncodedImages, reading: EncodedTexts, images: Tensor) -> Tensor:
        """Return the logit (N,) that text i of `reading` is true of image `images[i]` of `sight`."""
        logits = self.linear(sight.whole[images], reading.whole)
        return logits if self.cross is None else logits + self.cross(sight.cells, reading.words, reading.mask, images)  # type: ignore[no-any-return]


def _waves(places: Tensor) -> Tensor:
    """Return x, y, and their sines and cosines at three wavelengths, (P, 14)."""
    angles = (places[..., None] * (2.0 ** torch.arange(3)) * torch.pi).flatten(-2)
    return torch.cat([places * 2 - 1, angles.sin(), angles.cos()], -1)
