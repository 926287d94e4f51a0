from pathlib import Path

import pytest

from hardneg.config import load
from hardneg.engine.shipped import sent, shipped
from hardneg.errors import UserError


def test_prompts_and_configs_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert sorted(path.stem for path in shipped("prompts").glob("*.yaml"))
    assert (shipped("configs") / "recipes" / "series.yaml").is_file()


def test_the_prompts_of_a_checkout_are_sent_beside_its_package_and_found_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, prompts = map(Path, sent())
    assert (package / "engine").is_dir()
    for number, folder in enumerate((package, prompts)):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / folder.name).symlink_to(folder)
        monkeypatch.syspath_prepend(tmp_path / str(number))
    (tmp_path / "elsewhere/mine/prompts").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "elsewhere/mine")
    monkeypatch.setattr("hardneg.engine.shipped._PACKAGE", tmp_path / "0/hardneg")
    assert shipped("prompts") == tmp_path / "1/prompts"


def test_a_shipped_config_is_named_without_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load("captions", [], {}) == load(str(shipped("configs") / "captions.yaml"), [], {})


def test_a_name_that_is_no_shipped_config_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UserError, match=r"config no_such_name: .* captions, "):
        load("no_such_name", [], {})
