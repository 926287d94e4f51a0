import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher, load_text_matcher
from hardneg.models.digest import digest
from hardneg.models.matcher_folder import find_matcher
from hardneg.models.resolve import MATCHER

pytest.importorskip("transformers")
from matching import tiny

pytestmark = pytest.mark.slow


def weights(folder: Path) -> dict[str, object]:
    from safetensors.torch import load_file

    return dict(load_file(folder / "model.safetensors"))


def save(folder: Path, tensors: dict[str, object]) -> None:
    from safetensors.torch import save_file

    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(value: float, tmp_path: Path) -> None:
    tensors = weights(tiny.clip(tmp_path))
    tensors["text_projection.weight"][1, 2] = value  # type: ignore[index]
    save(tmp_path, tensors)
    with pytest.raises(UserError, match=r"text_projection\.weight holds NaN or infinity"):
        load_matcher(str(tmp_path))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    tensors = weights(tiny.siglip(tmp_path))
    del tensors["logit_bias"]
    save(tmp_path, tensors)
    with pytest.raises(UserError, match=r"missing 1 weight of a siglip matcher, such as logit_bias"):
        load_matcher(str(tmp_path))


def test_weights_of_another_shape_are_refused(tmp_path: Path) -> None:
    tensors = weights(tiny.clip(tmp_path))
    tensors["text_projection.weight"] = tensors["text_projection.weight"][:5].clone()  # type: ignore[index]
    save(tmp_path, tensors)
    with pytest.raises(UserError, match="do not match"):
        load_matcher(str(tmp_path))


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    file = tiny.clip(tmp_path) / "model.safetensors"
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(UserError, match="cannot be read"):
        load_matcher(str(tmp_path))


@pytest.mark.parametrize("lost", ["tokenizer.json", "preprocessor_config.json"])
def test_a_folder_without_tokenizer_or_image_processor_says_which(lost: str, tmp_path: Path) -> None:
    (tiny.clip(tmp_path) / lost).unlink()
    with pytest.raises(UserError, match="tokenizer" if "tok" in lost else "image processor"):
        load_matcher(str(tmp_path))


def test_other_architectures_are_told_what_is_known(tmp_path: Path) -> None:
    config = tiny.clip(tmp_path) / "config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"model_type": "gpt2"}))
    with pytest.raises(UserError, match="gpt2 is no matcher of images and texts; known: clip, siglip, siglip2, blip, hardneg-cross"):
        load_matcher(str(tmp_path))


def test_each_kind_of_matcher_refuses_the_other(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"filter\.match\.text_model"):
        load_matcher(str(tiny.entailment(tmp_path / "text")))
    with pytest.raises(UserError, match="no cross-encoder of two texts"):
        load_text_matcher(str(tiny.clip(tmp_path / "clip")))


def test_an_unknown_device_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="device cuda:9: not available"):
        load_matcher(str(tiny.clip(tmp_path)), device="cuda:9")


def test_the_revision_follows_the_weights_and_not_their_place(tmp_path: Path) -> None:
    one, two, other = (tiny.clip(tmp_path / where / "mine", seed) for where, seed in (("a", 0), ("b", 0), ("c", 1)))
    assert load_matcher(str(one)).revision == find_matcher(str(two)).revision == f"mine@{digest(one, MATCHER.deciding)[:16]}"
    assert find_matcher(str(other)).revision != find_matcher(str(one)).revision
