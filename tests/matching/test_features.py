"""Test the matcher on frozen encoders: pairs, widths, and what it refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
from encoders.tiny_encoders import bert, features
from matching import tiny
from safetensors.torch import load_file, save_file

from hardneg.errors import UserError
from hardneg.matching.features import FeaturesMatcher
from hardneg.matching.load import load_matcher


@pytest.fixture(scope="module", params=["linear", "cross"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return features(tmp_path_factory.mktemp(request.param), request.param)


def changed(folder: Path, **values: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | values))


def test_each_pair_has_the_score_that_it_has_alone(folder: Path) -> None:
    matcher = load_matcher(str(folder), device="cpu", batch_size=2)
    images, pairs = tiny.pictures(), np.array([(2, 0), (0, 3), (1, 1), (0, 0), (2, 3), (2, 0)], np.int64)

    found = matcher.score(images, tiny.TEXTS, pairs)

    alone = [matcher.score([images[image]], [tiny.TEXTS[text]])[0] for image, text in pairs]
    assert np.allclose(found, alone, atol=2e-3)
    assert found[0] == found[5]
    assert len({round(float(score), 3) for score in found}) == 5


def test_texts_of_the_same_words_in_another_order_have_other_scores(folder: Path) -> None:
    matcher = load_matcher(str(folder), device="cpu")

    one, other = matcher.score(tiny.pictures(1) * 2, ["a red dog sits on the blue mat", "a blue dog sits on the red mat"])

    assert one != other


def test_no_pairs_have_no_scores_and_words_are_never_unknown(folder: Path) -> None:
    matcher = load_matcher(str(folder), device="cpu")

    assert matcher.score([], [], np.zeros((0, 2), np.int64)).shape == (0,)
    assert matcher.unlearnt("an ocelot") is None
    assert matcher.threshold == (None if json.loads((folder / "config.json").read_text())["head"] == "linear" else 0.0)
    with pytest.raises(ValueError, match="2 images and 1 texts"):
        matcher.score(tiny.pictures(2), ["a"])


def test_texts_longer_than_the_encoder_reads_have_no_score_and_are_counted(folder: Path) -> None:
    matcher = load_matcher(str(folder), device="cpu")

    found = matcher.score(tiny.pictures(2), ["a dog", " ".join(["dog"] * 80)])

    assert np.isfinite(found).tolist() == [True, False]

    assert matcher.truncated == 1


def test_an_encoder_of_another_width_is_one_line(tmp_path: Path) -> None:
    features(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    weights["linear.weight"], weights["linear.image_mean"] = (
        weights["linear.weight"][:, :12].contiguous(),
        weights["linear.image_mean"][:12].clone(),
    )
    save_file(weights, tmp_path / "model.safetensors")
    changed(tmp_path, image_width=12)

    with pytest.raises(
        UserError, match=r"its encoder .*eye gives 16 features in 4 x 4 cells, not 12 in 4 x 4, as the head expects; name the"
    ):
        FeaturesMatcher.from_folder(tmp_path)


def test_an_encoder_with_other_weights_is_refused(tmp_path: Path) -> None:
    features(tmp_path)
    bert(tmp_path / "reader", seed=5)

    with pytest.raises(UserError, match=r"its encoder is now reader@\w+, not reader@\w+"):
        FeaturesMatcher.from_folder(tmp_path)


def test_an_encoder_that_moved_away_is_named(tmp_path: Path) -> None:
    features(tmp_path)
    (tmp_path / "eye").rename(tmp_path / "elsewhere")

    with pytest.raises(UserError, match=r"encoder .*eye: no such folder"):
        FeaturesMatcher.from_folder(tmp_path)


def test_weights_of_another_head_are_refused(tmp_path: Path) -> None:
    features(tmp_path)
    changed(tmp_path, head="cross")

    with pytest.raises(UserError, match=r"weights do not fit config.json, such as cross\."):
        FeaturesMatcher.from_folder(tmp_path)


@pytest.mark.parametrize(("values", "said"), [({"width": "wide"}, "width"), ({"colour": 1}, "colour"), ({"head": "round"}, "head")])
def test_a_config_with_wrong_values_is_one_line(tmp_path: Path, values: dict[str, object], said: str) -> None:
    features(tmp_path)
    changed(tmp_path, **values)

    with pytest.raises(UserError, match=rf"config.json: {said}"):
        FeaturesMatcher.from_folder(tmp_path)
