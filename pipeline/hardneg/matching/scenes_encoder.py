"""What turns pictures into scores of places, and places into what tokens and attention are made from."""

import torch
from torch import Tensor, nn

from hardneg.matching.scenes_shape import Shape

LOOKS = (6, 8, 2, 4)
"""Values of shape, colour, size and fill, in the order of the looks."""
TYPES = 2
SAME = 0.05
"""Places nearer than this, in units of the picture's side, are of one thing."""
DIRECTIONS, ROOMS = 5, 4
"""How a thing lies to another: left, right, above, below, one in the other; and the room between them, from none to much."""


class Block(nn.Module):
    """Two convolutions with a residual. Normalised over the batch while it is trained: over each picture by itself, colours are lost."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        """(B, width, h, w), the same out."""
        y = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(x + self.second_norm(self.second(y)))


def _down(before: int, after: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, kernel, stride=2, padding=kernel // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU())


class Eye(nn.Module):
    """Pixels to the scores and features of places."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        narrow, middle, wide = shape.channels
        self.body = nn.Sequential(
            _down(3, narrow, 5),
            Block(narrow),
            _down(narrow, middle, 3),
            *(Block(middle) for _ in range(2)),
            _down(middle, wide, 3),
            *(Block(wide) for _ in range(2)),
        )
        # Of a place: is something there, its looks, offset of its middle from that of the cell, extent.
        self.head = nn.Conv2d(wide, TYPES * (1 + sum(LOOKS) + 3), 1)
        self.ground = nn.Linear(wide, shape.grounds)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, 3, 64, 64) to features (B, cells, wide), scores (B, 2 x cells, 24), scores of the background's colour (B, 5)."""
        features = self.body(pixels)
        scores = self.head(features)
        batch, _, height, width = scores.shape
        scores = scores.reshape(batch, TYPES, -1, height * width).transpose(2, 3).reshape(batch, TYPES * height * width, -1)
        features = features.flatten(2).transpose(1, 2)
        return features, scores.float(), self.ground(features.mean(1)).float()


def pooled(present: Tensor, spot: Tensor, layer: Tensor) -> Tensor:
    """How sure it is that there is something, (B, S), falling along S, after doubles have been put together.

    Of a thing whose middle is on the border of two cells each may be half sure; the surer gets what the other has.
    """
    apart = (spot[:, :, None, :2] - spot[:, None, :, :2]).square().sum(-1)
    same = (apart < SAME**2) & (layer[:, :, None] == layer[:, None, :])
    double = torch.tril(same, diagonal=-1).any(-1)
    return (same * present[:, None, :]).sum(-1).clamp(max=1.0).masked_fill(double, 0.0)


def waves(spot: Tensor) -> Tensor:
    """x, y, extent, and sines and cosines of the place at four wavelengths."""
    angles = (spot[..., :2, None] * (2.0 ** torch.arange(4, device=spot.device)) * torch.pi).flatten(-2)
    return torch.cat([spot * 2 - 1, angles.sin(), angles.cos()], -1)


def lies(spot: Tensor) -> Tensor:
    """How things lie to each other, (B, S, S, 9): direction, distance and the room between them, from the first to the second."""
    across, along = ((spot[:, None, :, i] - spot[:, :, None, i]) for i in (0, 1))
    distance = (across**2 + along**2 + 1e-4).sqrt()
    ours, theirs = spot[:, :, None, 2].expand_as(distance), spot[:, None, :, 2].expand_as(distance)
    room = torch.maximum(across.abs(), along.abs()) - ours - theirs
    cosine, sine = across / distance, along / distance
    return torch.stack(
        [
            cosine,
            sine,
            cosine.abs() - sine.abs(),
            distance * 2,
            room * 4,
            torch.tanh(room * 20),
            ours * 5,
            theirs * 5,
            torch.tanh(distance * 20),
        ],
        -1,
    )
