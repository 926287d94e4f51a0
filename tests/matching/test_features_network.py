"""Check that the head on frozen encoders begins at the linear map, and sees places."""

import pytest
import torch

from hardneg.matching.features_config import FeaturesConfig
from hardneg.matching.features_network import FeaturesNet

CONFIG = FeaturesConfig(
    head="cross",
    image_encoder="x",
    image_revision="x@1",
    image_width=6,
    side=3,
    text_encoder="y",
    text_revision="y@1",
    text_width=5,
    width=8,
)


@pytest.fixture
def net() -> FeaturesNet:
    torch.manual_seed(0)
    net = FeaturesNet(CONFIG).eval()
    torch.nn.init.normal_(net.linear.weight)
    return net


def logits(net: FeaturesNet, images: torch.Tensor, texts: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        return net.fuse(net.see(images), net.read(texts, mask), torch.arange(len(images)))


def test_before_training_the_cross_head_scores_as_the_linear_map(net: FeaturesNet) -> None:
    alone = FeaturesNet(CONFIG.model_copy(update={"head": "linear"}))
    alone.load_state_dict(net.state_dict(), strict=False)
    images, texts, mask = torch.randn(4, 10, 6), torch.randn(4, 7, 5), torch.ones(4, 7, dtype=torch.bool)

    torch.testing.assert_close(logits(net, images, texts, mask), logits(alone, images, texts, mask))


def test_the_cross_head_sees_where_things_are_and_the_linear_map_does_not(net: FeaturesNet) -> None:
    torch.nn.init.normal_(net.cross.score.weight)
    images, texts, mask = torch.randn(1, 10, 6), torch.randn(1, 7, 5), torch.ones(1, 7, dtype=torch.bool)
    mirrored = torch.cat([images[:, :1], images[:, 1:].reshape(1, 3, 3, 6).flip(2).reshape(1, 9, 6)], 1)
    both = torch.cat([images, mirrored])

    found = logits(net, both, texts.expand(2, -1, -1), mask.expand(2, -1))

    assert abs(found[0] - found[1]) > 1e-3
    torch.testing.assert_close(*net.linear.see(both[:, 0]))


def test_a_convolution_over_cells_reaches_the_neighbours_alone() -> None:
    torch.manual_seed(0)
    net = FeaturesNet(CONFIG.model_copy(update={"side": 4, "mixing_layers": 1})).eval()
    images = torch.randn(1, 17, 6)
    changed = images.clone()
    changed[0, 1, 0] += 1.0  # the cell at the upper left

    seen, other = (net.see(each).cells for each in (images, changed))

    moved = (seen - other).abs().amax((0, 1, 2, 3, 5)).view(4, 4) > 1e-6
    assert moved.nonzero().tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_padding_changes_nothing(net: FeaturesNet) -> None:
    torch.nn.init.normal_(net.cross.score.weight)
    images, texts = torch.randn(1, 10, 6), torch.randn(1, 5, 5)
    longer = torch.cat([texts, torch.randn(1, 4, 5)], 1)

    short = logits(net, images, texts, torch.ones(1, 5, dtype=torch.bool))
    padded = logits(net, images, longer, torch.arange(9)[None] < 5)

    torch.testing.assert_close(short, padded, atol=1e-5, rtol=1e-5)


def test_the_head_is_small(net: FeaturesNet) -> None:
    shape = CONFIG.model_copy(update={"image_width": 1280, "text_width": 384, "width": 128, "wider": 256, "side": 9})

    assert 1_000_000 < sum(value.numel() for value in FeaturesNet(shape).parameters()) < 5_000_000
