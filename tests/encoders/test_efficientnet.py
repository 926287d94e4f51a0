"""EfficientNet-Lite as the fetched weights need it."""

import numpy as np
import PIL.Image
import pytest
import torch

from hardneg.encoders.efficientnet import EfficientNetLite, Sizes, middle_channels, shallow_channels
from hardneg.encoders.images import open_image_encoder


def test_the_network_has_the_sizes_of_lite2() -> None:
    net = EfficientNetLite(Sizes(1.1, 1.2, 260))

    assert len(net.blocks) == 21
    assert sum(value.numel() for value in net.parameters()) == 4_811_072


def test_padding_is_tensorflows_more_on_the_right_and_below() -> None:
    net = EfficientNetLite(Sizes(0.35, 1.0, 64)).eval()

    assert net.stem._padding(64) == (0, 1)
    assert net.stem._padding(65) == (1, 1)
    assert net(torch.zeros(1, 3, 65, 64)).last.shape == (1, 1280, 3, 2)


def test_the_first_stages_are_features_in_their_own_resolutions() -> None:
    sizes = Sizes(0.35, 1.0, 64)
    shallow, middle, last = EfficientNetLite(sizes).eval()(torch.zeros(1, 3, 64, 64))

    assert [each.shape[2] for each in shallow] == [32, 16, 8]
    assert sum(each.shape[1] for each in shallow) == shallow_channels(sizes)
    assert middle.shape == (1, middle_channels(sizes), 4, 4)
    assert last.shape[2:] == (2, 2)


@pytest.mark.slow
def test_the_fetched_weights_see_what_is_where() -> None:
    encoder = open_image_encoder("efficientnet-lite2")
    left = PIL.Image.new("RGB", (200, 100), "white")
    left.paste("red", (10, 30, 60, 80))
    grid = np.asarray(encoder.encode([left, left.transpose(PIL.Image.Transpose.FLIP_LEFT_RIGHT)]), np.float32)

    cells = grid[:, 1:].reshape(2, encoder.side, encoder.side, encoder.width)
    mirrored = cells[1][:, ::-1]
    same = np.abs(cells[0] - mirrored).mean()
    assert same < 0.7 * np.abs(cells[0] - cells[1]).mean()
    assert np.allclose(grid[:, 0], grid[:, 1:].mean(1), atol=1e-2)
