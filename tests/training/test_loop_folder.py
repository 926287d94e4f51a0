"""Check where a worker of the loop works, without Ray, which `test_loop` starts."""

from pathlib import Path

import pytest

from hardneg.training.loop import enter


def test_a_worker_enters_the_folder_of_the_command_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path.cwd())  # which undoes the change

    enter(str(tmp_path))
    enter(str(tmp_path / "of another machine"))

    assert Path.cwd() == tmp_path
