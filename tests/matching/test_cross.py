import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from hardneg.errors import UserError
from hardneg.matching.cross import WEIGHTS, CrossMatcher, save_net
from hardneg.matching.scenes_config import SceneConfig
from hardneg.matching.scenes_network import CrossNet
from hardneg.matching.scenes_tokenizer import tokenizer_of
from hardneg.scenes.render import render
from hardneg.scenes.world import sample_at

WORDS = ["a", "red", "blue", "circle", "star", "left", "of", "above", "two", "."]
TEXTS = ["a red circle", "a blue star above a red circle.", "two stars left of a zebra", "star", "a a a a a a a a a a a a a a"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small network with random weights."""
    path = tmp_path_factory.mktemp("cross") / "small"
    tokenizer = tokenizer_of(WORDS)
    shape = SceneConfig(vocabulary=tokenizer.get_vocab_size(), width=32, wider=48, channels=(8, 16, 24), threshold=0.25)
    torch.manual_seed(0)
    save_net(CrossNet(shape), shape, tokenizer, path)
    return path


@pytest.fixture(scope="module")
def images() -> list[Image.Image]:
    return [render(sample_at(3, number).scene) for number in range(5)]


def test_scores_are_the_same_whatever_the_batch_and_the_order(folder: Path, images: list[Image.Image]) -> None:
    pairs = np.array([(image, text) for image in range(5) for text in range(5)])
    at_once = CrossMatcher.from_folder(folder).score(images, TEXTS, pairs)
    by_one = CrossMatcher.from_folder(folder, batch_size=1).score(images, TEXTS, pairs[::-1])[::-1]
    alone = [CrossMatcher.from_folder(folder).score([images[i]], [TEXTS[j]])[0] for i, j in pairs[:6]]
    np.testing.assert_allclose(by_one, at_once, atol=2e-5)
    np.testing.assert_allclose(alone, at_once[:6], atol=2e-5)
    assert at_once.dtype == np.float32
    assert np.ptp(at_once) > 1e-3


def test_an_image_is_seen_once_and_a_text_read_once_however_many_pairs_they_are_in(folder: Path, images: list[Image.Image]) -> None:
    matcher = CrossMatcher.from_folder(folder)
    seen, read = [], []
    matcher.net.eye.register_forward_hook(lambda _, inputs, __: seen.append(len(inputs[0])))
    matcher.net.words.register_forward_hook(lambda _, inputs, __: read.append(len(inputs[0])))
    matcher.score(images, TEXTS, np.array([(i, j) for i in range(5) for j in (0, 1, 1, 3)]))
    assert sum(seen) == 5
    assert sum(read) == 3


def test_without_pairs_each_image_goes_with_its_text(folder: Path, images: list[Image.Image]) -> None:
    matcher = CrossMatcher.from_folder(folder)
    pairs = np.stack([np.arange(5), np.arange(5)], 1)
    np.testing.assert_array_equal(matcher.score(images, TEXTS), matcher.score(images, TEXTS, pairs))
    with pytest.raises(ValueError, match="give pairs"):
        matcher.score(images, TEXTS[:2])


def test_no_pairs_give_no_scores(folder: Path) -> None:
    assert CrossMatcher.from_folder(folder).score([], []).shape == (0,)


def test_pictures_of_any_size_and_mode_are_scored(folder: Path) -> None:
    odd = [Image.new("L", (1, 1)), Image.new("CMYK", (300, 20)), Image.new("RGBA", (64, 64)), Image.new("P", (17, 90))]
    assert np.isfinite(CrossMatcher.from_folder(folder).score(odd, TEXTS[:4])).all()


def test_a_picture_drawn_larger_scores_nearly_the_same() -> None:
    from hardneg.matching.cross import pixels

    scene = sample_at(3, 1).scene
    assert np.abs(pixels(render(scene, 128), 64) - pixels(render(scene, 64), 64)).mean() < 0.02


def test_texts_longer_than_the_matcher_reads_have_no_score_and_are_counted(folder: Path, images: list[Image.Image]) -> None:
    matcher = CrossMatcher.from_folder(folder)
    assert np.isfinite(matcher.score(images[:2], ["a red circle " * 1700, "star"])).tolist() == [False, True]
    assert matcher.truncated == 1


def test_the_revision_names_the_folder_and_changes_with_the_weights(folder: Path, tmp_path: Path) -> None:
    matcher = CrossMatcher.from_folder(folder)
    other = tmp_path / "small"
    save_net(matcher.net, matcher.shape.model_copy(update={"threshold": 0.5}), matcher.tokenizer, other)
    assert matcher.revision.startswith("small@")
    assert CrossMatcher.from_folder(other).revision != matcher.revision
    assert (matcher.threshold, CrossMatcher.from_folder(other).threshold) == (0.25, 0.5)


def _copy(folder: Path, to: Path) -> Path:
    for file in folder.iterdir():
        (to / file.name).write_bytes(file.read_bytes())
    return to


def test_weights_that_are_no_numbers_are_a_users_mistake(folder: Path, tmp_path: Path) -> None:
    _copy(folder, tmp_path)
    weights = load_file(tmp_path / WEIGHTS)
    weights["there.bias"] = torch.full_like(weights["there.bias"], torch.nan)
    save_file(weights, tmp_path / WEIGHTS)
    with pytest.raises(UserError, match=r"there\.bias holds NaN"):
        CrossMatcher.from_folder(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"width": 64}, "config.json does not fit 94 weights"),
        ({"vocabulary": 99}, "99"),
        ({"model_type": "clip"}, "another kind"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_config_that_does_not_fit_is_a_users_mistake(folder: Path, tmp_path: Path, change: dict[str, object], said: str) -> None:
    _copy(folder, tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | change))
    with pytest.raises(UserError, match=said):
        CrossMatcher.from_folder(tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"\x80\x04pickle"])
def test_missing_or_broken_weights_are_a_users_mistake(folder: Path, tmp_path: Path, content: bytes | None) -> None:
    _copy(folder, tmp_path)
    (tmp_path / WEIGHTS).unlink()
    if content is not None:
        (tmp_path / WEIGHTS).write_bytes(content)
    with pytest.raises(UserError, match=r"safetensors"):
        CrossMatcher.from_folder(tmp_path)
