"""Build EfficientNet-Lite (Tan and Le 2019; the Lite form of 2020): convolutions without squeeze-and-excitation, with ReLU6.

Only the features are built; the classifier of ImageNet is not. Padding is TensorFlow's, which pads more on the right and below.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

MODEL_TYPE = "efficientnet-lite"
STEM, HEAD = 32, 1280
"""Channels that are the same in all sizes."""
SHALLOW = 3
"""First stages whose outputs are features too."""
MIDDLE = 5
"""The last stage with cells of 16 pixels, whose output is a feature too."""
_EPS = 1e-3


class Sizes(NamedTuple):
    """Hold what differs between the Lite models.

    Attributes:
        width: Factor on the channels of blocks.
        depth: Factor on the repetitions of blocks.
        image_size: Side of the square image in pixels.
    """

    width: float
    depth: float
    image_size: int


class _Stage(NamedTuple):
    repeats: int
    kernel: int
    stride: int
    expand: int
    out: int


_STAGES = (
    _Stage(1, 3, 1, 1, 16),
    _Stage(2, 3, 2, 6, 24),
    _Stage(2, 5, 2, 6, 40),
    _Stage(3, 3, 2, 6, 80),
    _Stage(3, 5, 1, 6, 112),
    _Stage(4, 5, 2, 6, 192),
    _Stage(1, 3, 1, 6, 320),
)


class Layers(NamedTuple):
    """Hold what is computed of B images.

    Attributes:
        shallow: Outputs of the first `SHALLOW` stages.
        middle: (B, C, S / 16, S / 16): output of stage `MIDDLE`.
        last: (B, 1280, S / 32, S / 32).
    """

    shallow: list[Tensor]
    middle: Tensor
    last: Tensor


class EfficientNetLite(nn.Module):
    """Map images to grids of features."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.stem = _Convolution(3, STEM, 3, 2)
        blocks: list[nn.Module] = []
        self.ends: list[int] = []
        inner = STEM
        for number, stage in enumerate(_STAGES):
            outer = _channels(stage.out, sizes.width)
            fixed = number in (0, len(_STAGES) - 1)
            for repeat in range(stage.repeats if fixed else math.ceil(stage.repeats * sizes.depth)):
                blocks.append(_Block(inner, outer, stage.kernel, 1 if repeat else stage.stride, stage.expand))
                inner = outer
            self.ends.append(len(blocks))
        self.blocks = nn.ModuleList(blocks)
        self.head = _Convolution(inner, HEAD, 1)

    def forward(self, pixels: Tensor) -> Layers:
        """Compute the layers of images, float (B, 3, S, S)."""
        x = F.relu6(self.stem(pixels))
        stages = []
        for number, block in enumerate(self.blocks, start=1):
            x = block(x)
            if number in self.ends:
                stages.append(x)
        return Layers(stages[:SHALLOW], stages[MIDDLE - 1], F.relu6(self.head(x)))


class _Convolution(nn.Module):
    """Apply a convolution and batch norm."""

    def __init__(self, inner: int, outer: int, kernel: int, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv2d(inner, outer, kernel, stride, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outer, eps=_EPS)

    def forward(self, x: Tensor) -> Tensor:
        (up, down), (left, right) = (self._padding(side) for side in x.shape[2:])
        return self.norm(self.conv(F.pad(x, (left, right, up, down))))  # type: ignore[no-any-return]

    def _padding(self, side: int) -> tuple[int, int]:
        whole = max((math.ceil(side / self.stride) - 1) * self.stride + self.kernel - side, 0)
        return whole // 2, whole - whole // 2


class _Block(nn.Module):
    """Apply an inverted residual block: expand the channels, convolve each by itself, and project them."""

    def __init__(self, inner: int, outer: int, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        wide = inner * expand
        self.expand = _Convolution(inner, wide, 1) if expand > 1 else None
        self.depthwise = _Convolution(wide, wide, kernel, stride, groups=wide)
        self.project = _Convolution(wide, outer, 1)
        self.residual = stride == 1 and inner == outer

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else F.relu6(self.expand(x))
        y = self.project(F.relu6(self.depthwise(y)))
        return x + y if self.residual else y


def shallow_channels(sizes: Sizes) -> int:
    """Return the channels of the first `SHALLOW` stages together."""
    return sum(_channels(stage.out, sizes.width) for stage in _STAGES[:SHALLOW])


def middle_channels(sizes: Sizes) -> int:
    """Return the channels of stage `MIDDLE`."""
    return _channels(_STAGES[MIDDLE - 1].out, sizes.width)


def sizes_of(config: Mapping[str, Any]) -> Sizes:
    """Return the sizes that a config.json states.

    Raises:
        KeyError, TypeError, ValueError: It lacks one, or one is no number.
    """
    return Sizes(float(config["width"]), float(config["depth"]), int(config["image_size"]))


def _channels(count: int, width: float) -> int:
    """Return the channels times the factor, rounded to a multiple of eight, and never down by more than a tenth."""
    scaled = count * width
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded
