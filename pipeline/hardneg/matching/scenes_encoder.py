"""Encode images of the drawn world: convolutions score places, and places become features for tokens and attention."""

import torch
from torch import Tensor, nn

from hardneg.matching.scenes_config import SceneConfig

LOOKS = (6, 8, 2, 4)
"""Number of values of shape, colour, size and fill, in the order of the looks."""
TYPES = 2
SAME = 0.05
"""Places nearer than this, in units of the image's side, belong to one shape."""
DIRECTIONS, ROOMS = 5, 4
"""Classes of relative position: left, right, above, below, inside; and of the gap between two shapes, from none to large."""


class Block(nn.Module):
    """Apply two convolutions with a residual connection. Normalising each image by itself loses colours, so this is batch norm."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(width)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        """Map (B, width, h, w) to the same shape."""
        y = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(x + self.second_norm(self.second(y)))


def _down(before: int, after: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, kernel, stride=2, padding=kernel // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU())


class SceneEncoder(nn.Module):
    """Maps pixels to scores and features of places."""

    def __init__(self, shape: SceneConfig) -> None:
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
        # For each place: objectness, looks, offset of the centre from the cell's, extent.
        self.head = nn.Conv2d(wide, TYPES * (1 + sum(LOOKS) + 3), 1)
        self.ground = nn.Linear(wide, shape.grounds)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map (B, 3, 64, 64) to features (B, cells, wide), scores (B, 2 x cells, 24) and background scores (B, 5)."""
        features = self.body(pixels)
        scores = self.head(features)
        batch, _, height, width = scores.shape
        scores = scores.reshape(batch, TYPES, -1, height * width).transpose(2, 3).reshape(batch, TYPES * height * width, -1)
        features = features.flatten(2).transpose(1, 2)
        return features, scores.float(), self.ground(features.mean(1)).float()


def pooled(present: Tensor, spot: Tensor, layer: Tensor) -> Tensor:
    """Return the probability that there is a shape, (B, S), descending along S, after duplicates have been merged.

    Where a centre lies on the border of two cells, each may have half the probability; the first gets the sum.
    """
    apart = (spot[:, :, None, :2] - spot[:, None, :, :2]).square().sum(-1)
    same = (apart < SAME**2) & (layer[:, :, None] == layer[:, None, :])
    double = torch.tril(same, diagonal=-1).any(-1)
    return (same * present[:, None, :]).sum(-1).clamp(max=1.0).masked_fill(double, 0.0)


def waves(spot: Tensor) -> Tensor:
    """Return x, y, extent, and sines and cosines of the position at four wavelengths."""
    angles = (spot[..., :2, None] * (2.0 ** torch.arange(4, device=spot.device)) * torch.pi).flatten(-2)
    return torch.cat([spot * 2 - 1, angles.sin(), angles.cos()], -1)


def lies(spot: Tensor) -> Tensor:
    """Return features of relative position, (B, S, S, 9): direction, distance and gap, from the first shape to the second."""
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
