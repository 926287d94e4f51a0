"""An input that lies in a folder that runs write to is refused before anything is read."""

from pathlib import Path

import pytest

from hardneg.captions.ingest import ingest
from hardneg.errors import UserError
from hardneg.schemas.config import Config

CONFIG = Config()


def write(path: Path) -> str:
    path.write_text('{"caption": "a dog"}\n')
    return str(path)


@pytest.mark.parametrize("folder", ["input", "filter", "shards", "shards/deeper"])
@pytest.mark.parametrize("named", ["in.jsonl", "*.jsonl", ""])
def test_an_input_in_a_folder_that_runs_write_to_is_refused(tmp_path: Path, folder: str, named: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    write(tmp_path / folder / "in.jsonl")

    with pytest.raises(UserError, match=rf"in\.jsonl lies in the folder {folder.split('/')[0]}/ of OUT.*name another OUT"):
        ingest(str(tmp_path), str(tmp_path / folder / named), CONFIG)

    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["in.jsonl"]


def test_an_input_that_a_link_leads_to_is_refused_as_well(tmp_path: Path) -> None:
    (tmp_path / "out/input").mkdir(parents=True)
    write(tmp_path / "out/input/in.jsonl")
    (tmp_path / "data").symlink_to(tmp_path / "out/input")

    with pytest.raises(UserError, match="name another OUT"):
        ingest(str(tmp_path / "out"), str(tmp_path / "data/in.jsonl"), CONFIG)


def test_an_input_elsewhere_in_out_is_read(tmp_path: Path) -> None:
    (tmp_path / "inputs").mkdir()

    assert ingest(str(tmp_path), write(tmp_path / "inputs/in.jsonl"), CONFIG)[1]
