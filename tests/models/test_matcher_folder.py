import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.models.matcher_folder import find_matcher
from hardneg.models.resolve import revision_of


def model(folder: Path, files: dict[str, bytes] | None = None, config: object = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"model_type": "clip"} if config is None else config))
    for name, data in ({"model.safetensors": b"x"} if files is None else files).items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "weights.pkl"])
def test_pickles_are_refused_and_converting_is_advised(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"{name} is a pickle, .*convert it to safetensors"):
        find_matcher(str(model(tmp_path, {name: b"\x80\x04."})))


def test_a_pickle_beside_safetensors_is_not_read(tmp_path: Path) -> None:
    folder = model(tmp_path, {"pytorch_model.bin": b"\x80\x04.", "model.safetensors": b"x"})
    assert find_matcher(str(folder)).kind == "clip"
    before = revision_of("x", folder)
    (folder / "pytorch_model.bin").write_bytes(b"other")
    assert revision_of("x", folder) == before


@pytest.mark.parametrize(
    ("config", "files", "said"),
    [
        ({"model_type": "clip"}, {}, "no model.safetensors"),
        ({"hidden_size": 3}, None, "names no model_type"),
        ([1], None, "no JSON object"),
    ],
)
def test_folders_that_are_no_model_say_what_is_missing(config: object, files: dict[str, bytes] | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said):
        find_matcher(str(model(tmp_path, files, config)))


def test_a_folder_without_config_or_with_a_broken_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no config\.json"):
        find_matcher(str(tmp_path))
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(UserError, match="cannot be read"):
        find_matcher(str(tmp_path))


@pytest.mark.parametrize("name", ["./nowhere", "/nowhere/model", "scenez", "a/b/c"])
def test_what_is_neither_folder_nor_hub_id_is_said_at_once(name: str) -> None:
    with pytest.raises(UserError, match="no such folder; give a folder, a hub id"):
        find_matcher(name)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")
    with pytest.raises(UserError, match="is a file"):
        find_matcher(str(tmp_path / "model.safetensors"))


def test_an_unknown_hub_id_offline_is_one_line() -> None:
    pytest.importorskip("huggingface_hub")
    with pytest.raises(UserError) as caught:
        find_matcher("nobody/nothing-of-this-name")
    assert "the hub did not give it" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_hash_is_of_contents_and_leaves_calibrations_and_cards_out(tmp_path: Path) -> None:
    one, two = model(tmp_path / "one"), model(tmp_path / "two")
    (two / "calibration.json").write_text("{}")
    (two / "README.md").write_text("card")
    assert revision_of("x", one) == revision_of("x", two)
    assert revision_of("x", model(tmp_path / "three", {"model.safetensors": b"y"})) != revision_of("x", one)
    assert revision_of("x", model(tmp_path / "four", config={"model_type": "clip", "x": 1})) != revision_of("x", one)
