"""The network of the `scenes` matcher: it detects the shapes in an image, and attends to them from a text.

* `SceneEncoder`, a small convolutional network, maps 64 x 64 pixels to a grid of 8 x 8 cells. Each cell may hold the centre of a shape
  and, in a second layer, the centre of a shape that contains another. The most probable of these 128 places become tokens. A token has
  features, looks and the exact position: absolute positions let a small model learn directions. One more token describes the whole image.
* `reader`, a transformer with relative positions, encodes the text alone.
* `Grounding` is sigmoid attention between words and shapes, in both directions. Its weights need not sum to one, so it can count.
* The `fusion` layers attend over words and shapes together. Between shapes, attention has a bias computed from their relative positions.

An image and a text are encoded once, however many pairs they are in; only `fuse` runs for each pair. The names of submodules are those of
the shipped weights.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from hardneg.matching.layers import Layer, RelativePositionBias
from hardneg.matching.scenes_config import SceneConfig
from hardneg.matching.scenes_encoder import DIRECTIONS, LOOKS, ROOMS, TYPES, SceneEncoder, lies, pooled, waves
from hardneg.matching.scenes_tokenizer import PAD

COUNTS = 8
SHARP = 4.0
"""Factor on grounding logits before they are summed: six words grounded at 0.5 are not three shapes."""


class EncodedImages(NamedTuple):
    """B encoded images with S detected shapes each.

    Attributes:
        places: (B, 128, 24): scores of every place.
        chosen: int64 (B, S): the places that became tokens.
        spots: (B, S, 3): their x, y and extent.
        present: (B, S): probability that there is a shape, and that it is no duplicate.
        geometry: (B, S, S, layers x heads): attention biases.
        tokens: (B, S + 1, d): the last one describes the whole image.
        ground: (B, 5): scores of the background's colours.
    """

    places: Tensor
    chosen: Tensor
    spots: Tensor
    present: Tensor
    geometry: Tensor
    tokens: Tensor
    ground: Tensor


class EncodedTexts(NamedTuple):
    """N encoded texts of L tokens.

    Attributes:
        tokens: (N, L, d).
        asked: (N, L, 8): score of each count of shapes by the words around each token.
        mask: (N, L): true where there is a token.
    """

    tokens: Tensor
    asked: Tensor
    mask: Tensor


class PairScores(NamedTuple):
    """Outputs for N pairs; all but `score` are for auxiliary losses.

    Attributes:
        score: (N,): logit that the text is true of the image.
        grounding: (N, L, S): logits that a word names a shape.
        there: (N, L): logit that the image has as many of a noun's shapes as the text says.
        lie: (N, L, 9): scores of the relative position of the previous noun's shape to this noun's.
    """

    score: Tensor
    grounding: Tensor
    there: Tensor
    lie: Tensor


class Grounding(nn.Module):
    """Ground words in shapes by sigmoid attention, and pass features both ways."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.word_norm, self.thing_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.bias = nn.Parameter(torch.tensor(-2.0))
        self.to_words, self.to_things = nn.Linear(width, width), nn.Linear(width, width)
        self.count = nn.Linear(COUNTS, width)
        self.enough = nn.Linear(1, width)
        nn.init.normal_(self.enough.weight, std=0.5)

    def forward(self, words: Tensor, asked: Tensor, mask: Tensor, things: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return new words (N, L, d) and shapes (N, S, d), the logits (N, L, S), and how well the count fits each word (N, L)."""
        normed, seen = self.word_norm(words), self.thing_norm(things)
        logits = (self.query(normed) @ self.key(seen).transpose(1, 2)).float() * words.shape[-1] ** -0.5 + self.bias
        named = (SHARP * logits).sigmoid() * present[:, None, :] * mask[:, :, None]
        count = named.sum(-1, keepdim=True)
        bins = torch.exp(-4 * (count - torch.arange(COUNTS, device=count.device)) ** 2)
        fit = (bins * asked).sum(-1)
        new_words = words + named.to(words.dtype) @ self.to_words(seen) + self.count(bins) + self.enough(fit.tanh()[..., None])
        new_things = things + named.transpose(1, 2).to(words.dtype) @ self.to_things(normed)
        return new_words, new_things, logits, fit


class CrossNet(nn.Module):
    """The whole network: `see` encodes images, `read` encodes texts, `fuse` scores pairs."""

    def __init__(self, shape: SceneConfig) -> None:
        super().__init__()
        self.shape = shape
        width, heads = shape.width, shape.heads
        self.eye = SceneEncoder(shape)
        wide = shape.channels[-1]
        self.looks = nn.Linear(sum(LOOKS) + 1 + TYPES, width)
        self.features = nn.Linear(wide, width)
        self.place = nn.Sequential(nn.Linear(3 + 2 * 2 * 4, width), nn.ReLU(), nn.Linear(width, width))
        self.whole = nn.Linear(wide + shape.grounds, width)
        self.lie = nn.Sequential(nn.Linear(9, 32), nn.ReLU(), nn.Linear(32, heads * shape.fusion_layers))
        self.words = nn.Embedding(shape.vocabulary, width, padding_idx=PAD)
        self.position = nn.Parameter(torch.randn(shape.length, width) * 0.02)
        self.around = nn.Conv1d(width, width, 9, padding=4)
        self.asked = nn.Conv1d(width, COUNTS, 9, padding=4)
        self.near = RelativePositionBias(heads, 16)
        self.reader = nn.ModuleList(Layer(width, heads, shape.wider) for _ in range(shape.reader_layers))
        self.grounding = Grounding(width)
        self.kind = nn.Parameter(torch.randn(2, width) * 0.02)
        self.fusion = nn.ModuleList(Layer(width, heads, shape.wider) for _ in range(shape.fusion_layers))
        self.norm = nn.LayerNorm(width)
        self.score = nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1))
        self.there = nn.Linear(width, 1)
        self.lies_to = nn.Linear(width, DIRECTIONS + ROOMS)
        for table in (self.words, self.looks):  # words and looks start at the same scale
            nn.init.normal_(table.weight, std=0.5)
        with torch.no_grad():
            self.features.weight.mul_(0.1)

    def see(self, pixels: Tensor, apart: bool = False) -> EncodedImages:
        """Encode images, float (B, 3, 64, 64) in [-1, 1]. With `apart`, gradients of texts do not reach the image encoder."""
        features, told, told_ground = self.eye(pixels)
        places, ground = (told.detach(), told_ground.detach()) if apart else (told, told_ground)
        features = features.detach() if apart else features
        cells = features.shape[1]
        sure = places[..., 0].sigmoid()
        alone, chosen = sure.topk(self.shape.slots, dim=1)
        batch = torch.arange(len(pixels), device=pixels.device)[:, None]
        scores = places[batch, chosen]
        looks = torch.cat([part.softmax(-1) for part in scores[..., 1 : 1 + sum(LOOKS)].split(LOOKS, -1)], -1)
        spot = self._spot(chosen % cells, scores[..., -3:])
        present = pooled(alone, spot, chosen // cells)
        type_ = nn.functional.one_hot(chosen // cells, TYPES).to(looks.dtype)
        things = self.looks(torch.cat([looks, present[..., None], type_], -1)) + self.features(features[batch, chosen % cells])
        things = things + self.place(waves(spot))
        whole = self.whole(torch.cat([features.mean(1).float(), ground.softmax(-1)], -1))
        tokens = torch.cat([things, whole[:, None]], 1)
        return EncodedImages(told, chosen, spot, present, self.lie(lies(spot)).float(), tokens, told_ground)

    def _spot(self, cell: Tensor, told: Tensor) -> Tensor:
        """Return x, y of the centre and the extent, in units of the image's side; offsets are in cells."""
        side = self.shape.cells
        x = ((cell % side).float() + 0.5 + told[..., 0]) / side
        y = (torch.div(cell, side, rounding_mode="floor").float() + 0.5 + told[..., 1]) / side
        return torch.stack([x, y, told[..., 2]], -1)

    def read(self, ids: Tensor) -> EncodedTexts:
        """Encode texts, int64 (N, L)."""
        mask = ids != PAD
        length = ids.shape[1]
        tokens = _in_force((self.words(ids) + self.position[:length]) * mask[:, :, None])
        asked = self.asked(tokens.transpose(1, 2)).transpose(1, 2).float()
        tokens = tokens + self.around(tokens.transpose(1, 2)).transpose(1, 2)
        bias = self.near(length)[None] + _masked(mask)
        for layer in self.reader:
            tokens = layer(tokens, bias)
        return EncodedTexts(tokens, asked, mask)

    def fuse(self, sight: EncodedImages, reading: EncodedTexts, images: Tensor) -> PairScores:
        """Score text i of `reading` against image `images[i]` of `sight`."""
        words, asked, mask = reading
        length, slots = words.shape[1], self.shape.slots
        seen, present = sight.tokens[images], sight.present[images]
        words, things, logits, fit = self.grounding(words, asked, mask, seen[:, :slots], present)
        tokens = _in_force(torch.cat([words + self.kind[0], things + self.kind[1], seen[:, slots:]], 1))
        everywhere = torch.cat([mask, torch.ones(len(mask), slots + 1, dtype=torch.bool, device=mask.device)], 1)
        sure = torch.log(present + 1e-3)
        bias = _in_force(_masked(everywhere)).repeat(1, self.shape.heads, tokens.shape[1], 1)
        bias[:, :, :length, :length] += self.near(length)[None]
        bias[..., length : length + slots] += sure[:, None, None, :]
        lies = sight.geometry[images].unflatten(-1, (self.shape.fusion_layers, -1)).permute(3, 0, 4, 1, 2)
        for layer, lie in zip(self.fusion, lies, strict=True):
            here = bias.clone()
            here[:, :, length : length + slots, length : length + slots] += lie
            tokens = layer(tokens, here)
        tokens = self.norm(tokens)
        words = tokens[:, :length]
        return PairScores(
            self.score(words[:, 0]).float()[:, 0], logits, self.there(words).float()[..., 0] + fit, self.lies_to(words).float()
        )

    def forward(self, pixels: Tensor, texts: list[tuple[Tensor, Tensor]]) -> tuple[EncodedImages, list[PairScores]]:
        """Score buckets of texts: ids (N, L) and the image of each (N,). For training, where scene graphs supervise the image encoder."""
        sight = self.see(pixels, apart=True)
        return sight, [self.fuse(sight, self.read(ids), images) for ids, images in texts]


def _in_force(x: Tensor) -> Tensor:
    """Cast to the precision of autocast where that is on, so that the residual stream is cast once."""
    kind = x.device.type
    return x.to(torch.get_autocast_dtype(kind)) if torch.is_autocast_enabled(kind) else x


def _masked(mask: Tensor) -> Tensor:
    """Return the attention bias (N, 1, 1, L) that hides padding."""
    return torch.zeros(mask.shape, device=mask.device).masked_fill(~mask, -1e4)[:, None, None, :]
