from pathlib import Path

import numpy as np
import pytest
import torch

from hardneg.matching.cross import pixels, read_net
from hardneg.matching.scenes_config import SceneConfig
from hardneg.matching.scenes_network import CrossNet
from hardneg.matching.scenes_tokenizer import PAD, encode
from hardneg.models.matcher_folder import WEIGHTS
from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.render import render

SHAPE = SceneConfig(vocabulary=20, width=16, wider=24, channels=(8, 8, 16), slots=4, fusion_layers=1)
IDS = torch.tensor([[2, 5, 6, 7, 3], [2, 8, 6, 5, 3]])
SCENE = Scene(
    (Thing("circle", "red", "small", "solid", 0.28, 0.45, 0.11), Thing("square", "blue", "small", "striped", 0.72, 0.55, 0.11)),
    Background("white", "plain"),
)


@pytest.fixture
def net() -> CrossNet:
    torch.manual_seed(0)
    return CrossNet(SHAPE).eval()


@pytest.fixture
def pictures() -> torch.Tensor:
    return torch.randn(3, 3, 64, 64, generator=torch.Generator().manual_seed(1))


def test_padding_changes_no_score(net: CrossNet, pictures: torch.Tensor) -> None:
    longer = torch.nn.functional.pad(IDS, (0, 6), value=PAD)
    sight, images = net.see(pictures), torch.tensor([0, 2])
    with torch.no_grad():
        torch.testing.assert_close(net.fuse(sight, net.read(longer), images).score, net.fuse(sight, net.read(IDS), images).score)


def test_a_picture_is_seen_the_same_whatever_it_is_seen_with(net: CrossNet, pictures: torch.Tensor) -> None:
    for together, alone in zip(net.see(pictures), net.see(pictures[1:2]), strict=True):
        torch.testing.assert_close(together[1:2], alone, atol=1e-5, rtol=1e-4)


def test_a_text_is_judged_against_the_picture_it_is_asked_for(net: CrossNet, pictures: torch.Tensor) -> None:
    reading = net.read(IDS)
    sight = net.see(pictures)
    scores = net.fuse(sight, reading, torch.tensor([2, 1])).score
    alone = net.fuse(net.see(pictures[2:]), net.read(IDS[:1]), torch.tensor([0])).score
    torch.testing.assert_close(scores[:1], alone, atol=1e-5, rtol=1e-4)
    assert abs(scores[0] - net.fuse(sight, reading, torch.tensor([1, 1])).score[0]) > 1e-6


@pytest.mark.parametrize("apart", [True, False])
def test_texts_teach_the_eye_only_where_it_is_not_kept_apart(net: CrossNet, pictures: torch.Tensor, apart: bool) -> None:
    net.fuse(net.see(pictures, apart=apart), net.read(IDS), torch.tensor([0, 1])).score.sum().backward()
    assert all(value.grad is None for value in net.eye.parameters()) is apart
    assert net.words.weight.grad is not None


def test_buckets_of_texts_are_judged_as_one_by_one(net: CrossNet, pictures: torch.Tensor) -> None:
    images = torch.tensor([1, 2])
    sight, judged = net(pictures, [(IDS, images), (IDS[:1, :3], images[:1])])
    torch.testing.assert_close(judged[0].score, net.fuse(sight, net.read(IDS), images).score)
    assert [each.score.shape for each in judged] == [(2,), (1,)]


def test_the_shipped_network_sees_the_things_and_knows_which_word_names_which() -> None:
    net, shape, tokenizer = read_net(Path(WEIGHTS / "scenes"))
    ids = encode(tokenizer, ["a red circle left of a blue square."], shape.length)
    words = tokenizer.encode("a red circle left of a blue square.").tokens
    with torch.inference_mode():
        sight = net.eval().see(torch.from_numpy(pixels(render(SCENE), 64))[None])
        judged = net.fuse(sight, net.read(torch.tensor(ids)), torch.tensor([0]))
    present, spots = sight.present[0].numpy(), sight.spots[0].numpy()
    assert present.sum() == pytest.approx(2, abs=0.1)
    named = np.where(present > 0.5, judged.grounding[0].numpy(), -np.inf).argmax(1)
    for noun, thing in zip(("circle", "square"), SCENE.things, strict=True):
        assert spots[named[words.index(noun)]] == pytest.approx((thing.x, thing.y, thing.extent), abs=0.04)
