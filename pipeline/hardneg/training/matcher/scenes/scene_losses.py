"""Define the losses of the scenes matcher: the truth of texts, and the scene graph's places and referents of nouns."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from hardneg.matching.scenes_encoder import DIRECTIONS, LOOKS, SAME
from hardneg.matching.scenes_network import EncodedImages, PairScores

NO_NOUN = 255
NESTED = -0.03
ROOM = (0.02, 0.16, 0.32)
"""The boundaries of the gap between two things in units of the image's side: touching, near, neither, far."""


class Graph(NamedTuple):
    """A `Graph` holds the contents of images: things (B, 7, 8) as in `scene_rows.Rows`, -1 where there is none, and background
    colours (B,).
    """

    things: Tensor
    ground: Tensor


class Nouns(NamedTuple):
    """A `Nouns` holds, for each text, noun positions (N, 7), bit masks of their referents (N, 7), and whether their count is met (N, 7)."""

    places: Tensor
    named: Tensor
    there: Tensor

    def take(self, numbers: Tensor) -> "Nouns":
        """Return the nouns of some texts."""
        return Nouns(self.places[numbers], self.named[numbers], self.there[numbers])


def places_of(graph: Graph, cells: int) -> Tensor:
    """Return the grid cell that should detect each thing, -1 where there is none: int64 (B, 7)."""
    x, y = ((graph.things[..., i] * cells).long().clamp(0, cells - 1) for i in (0, 1))
    place = graph.things[..., 7].long().clamp(min=0) * cells * cells + y * cells + x
    return torch.where(graph.things[..., 0] >= 0, place, -1)


def seen_loss(sight: EncodedImages, graph: Graph, cells: int) -> Tensor:
    """Return the detection loss: presence, attributes, offset and extent of each thing in its cell, and the background's colour."""
    place = places_of(graph, cells)
    batch, number = torch.nonzero(place >= 0, as_tuple=True)
    scores = sight.places[batch, place[batch, number]]
    thing = graph.things[batch, number]
    wanted = torch.zeros_like(sight.places[..., 0])
    wanted[batch, place[batch, number]] = 1.0
    loss = F.binary_cross_entropy_with_logits(sight.places[..., 0], wanted, reduction="sum") / len(batch)
    for i, part in enumerate(scores[:, 1 : 1 + sum(LOOKS)].split(LOOKS, -1)):
        loss = loss + F.cross_entropy(part, thing[:, 3 + i].long())
    middle = thing[:, :2] * cells
    spot = torch.cat([middle - middle.floor().clamp(max=cells - 1) - 0.5, thing[:, 2:3] * cells], 1)
    predicted = torch.cat([scores[:, -3:-1], scores[:, -1:] * cells], 1)
    loss = loss + 4 * F.smooth_l1_loss(predicted, spot, beta=0.1)
    return loss + 0.3 * F.cross_entropy(sight.ground, graph.ground.long())


def named_loss(judged: PairScores, sight: EncodedImages, images: Tensor, nouns: Nouns, graph: Graph, cells: int) -> tuple[Tensor, Tensor]:
    """Return the grounding losses: each noun selects its referents, other words select none, and its count is met or not.

    Texts without known nouns are excluded.
    """
    text, number = torch.nonzero(nouns.places != NO_NOUN, as_tuple=True)
    if not len(text):
        return judged.score.sum() * 0, judged.score.sum() * 0
    slots = _found(sight, graph, cells).float()
    bits = (nouns.named[text, number].long()[:, None] >> torch.arange(slots.shape[-1])) & 1
    wanted = torch.zeros_like(judged.grounding)
    at = nouns.places[text, number].long()
    wanted[text, at] = (slots[images[text]] * bits[:, None, :]).sum(-1).clamp(max=1)
    weight = torch.zeros_like(judged.grounding[..., 0])
    weight[text] = 0.1
    weight[text, at] = 1.0
    each = F.binary_cross_entropy_with_logits(judged.grounding, wanted, reduction="none").mean(-1)
    grounding = (each * weight).sum() / len(text)
    label = nouns.there[text, number]
    known = label >= 0
    if not known.any():
        return grounding, judged.score.sum() * 0
    there = F.binary_cross_entropy_with_logits(judged.there[text, at][known], label[known].float())
    return grounding, there


def _found(sight: EncodedImages, graph: Graph, cells: int) -> Tensor:
    """Return which thing each slot has detected, (B, S, 7)."""
    near = (sight.spots[:, :, None, :2] - graph.things[:, None, :, :2]).square().sum(-1) < SAME**2
    layer = torch.div(sight.chosen, cells * cells, rounding_mode="floor")
    return near & (layer[:, :, None] == graph.things[:, None, :, 7]) & (sight.present[:, :, None] > 0)


def lie_loss(judged: PairScores, images: Tensor, nouns: Nouns, graph: Graph) -> Tensor:
    """Return the direction loss: of two adjacent nouns with one referent each, the second predicts the direction of the first."""
    bits = (nouns.named[:, :, None] >> torch.arange(graph.things.shape[1])) & 1
    one = (bits.sum(-1) == 1) & (nouns.places != NO_NOUN)
    text, number = torch.nonzero(one[:, :-1] & one[:, 1:] & (nouns.named[:, :-1] != nouns.named[:, 1:]), as_tuple=True)
    if not len(text):
        return judged.score.sum() * 0
    first, second = (graph.things[images[text], bits[text, number + more].argmax(-1)] for more in (0, 1))
    across, along = first[:, 0] - second[:, 0], first[:, 1] - second[:, 1]
    room = torch.maximum(across.abs(), along.abs()) - first[:, 2] - second[:, 2]
    side = torch.where(across.abs() > along.abs(), (across > 0).long(), 2 + (along > 0).long())
    direction = torch.where(room < NESTED, DIRECTIONS - 1, side)
    predicted = judged.lie[text, nouns.places[text, number + 1]]
    loss = F.cross_entropy(predicted[:, :DIRECTIONS], direction)
    return loss + 0.5 * F.cross_entropy(predicted[:, DIRECTIONS:], torch.bucketize(room, torch.tensor(ROOM)))


def order_loss(scores: Tensor, true: Tensor, group: Tensor) -> Tensor:
    """Return the ranking loss, softplus of the difference between each true and each false text of a group: all (B, T)."""
    together = (group[:, :, None] == group[:, None, :]) & (true[:, :, None] > 0) & (true[:, None, :] == 0)
    apart = scores[:, :, None] - scores[:, None, :]
    return F.softplus(-apart[together]).mean()
