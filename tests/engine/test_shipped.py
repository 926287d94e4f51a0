from pathlib import Path

import pytest

from hardneg.config import load
from hardneg.engine.shipped import shipped
from hardneg.errors import UserError


def test_prompts_and_configs_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert sorted(path.stem for path in shipped("prompts").glob("*.yaml"))
    assert (shipped("configs") / "recipes" / "series.yaml").is_file()


def test_a_shipped_config_is_named_without_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load("captions", [], {}) == load(str(shipped("configs") / "captions.yaml"), [], {})


def test_a_name_that_is_no_shipped_config_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UserError, match=r"config no_such_name: .* captions, "):
        load("no_such_name", [], {})
