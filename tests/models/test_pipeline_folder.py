import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.models.digest import digest
from hardneg.models.pipeline_folder import find_pipeline
from hardneg.models.resolve import GENERATOR


def fake(folder: Path, index: object = None) -> Path:
    (folder / "unet").mkdir(parents=True)
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"} if index is None else index))
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"weights")
    return folder


def test_a_folder_is_known_by_its_name_and_the_hash_of_all_below_it(tmp_path: Path) -> None:
    found = find_pipeline(str(fake(tmp_path / "mine")))
    assert (found.name, found.pipeline) == ("mine", "StableDiffusionPipeline")
    assert found.revision == f"mine@{digest(found.path, GENERATOR.deciding)[:16]}"
    other = fake(tmp_path / "other" / "mine")
    (other / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"other weights")
    assert find_pipeline(str(other)).revision != found.revision


def test_a_card_beside_the_weights_does_not_change_the_revision(tmp_path: Path) -> None:
    first, second = fake(tmp_path / "a" / "mine"), fake(tmp_path / "b" / "mine")
    (second / "README.md").write_text("a card")
    assert find_pipeline(str(first)).revision == find_pipeline(str(second)).revision


@pytest.mark.parametrize(("index", "said"), [({}, "names no pipeline class"), ([], "no JSON object")])
def test_what_is_no_pipeline_is_refused(tmp_path: Path, index: object, said: str) -> None:
    with pytest.raises(UserError, match=said):
        find_pipeline(str(fake(tmp_path / "mine", index)))


def test_what_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for name, said in (("file", "is a file"), ("empty", r"no model_index\.json"), ("nothing", "no such folder")):
        with pytest.raises(UserError, match=said) as error:
            find_pipeline(str(tmp_path / name))
        assert "\n" not in str(error.value)


def test_a_hub_id_that_cannot_be_had_is_said_in_a_line() -> None:
    pytest.importorskip("diffusers")
    with pytest.raises(UserError, match="the hub did not give it"):
        find_pipeline("nobody/has-this-model-here")
