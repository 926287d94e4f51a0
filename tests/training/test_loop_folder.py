"""Check where a worker of the loop works, without Ray, which `test_loop` starts."""

import hashlib
import json
from pathlib import Path

import pytest

from hardneg.training.loop import CURVE, RUN, enter, fit
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.settings import Settings


def test_a_worker_enters_the_folder_of_the_command_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path.cwd())  # which undoes the change

    enter(str(tmp_path))
    enter(str(tmp_path / "of another machine"))

    assert Path.cwd() == tmp_path


def test_a_finished_training_without_its_checkpoints_returns_its_curve(tmp_path: Path) -> None:
    task, settings = PairsTask("runs/mine", "scenes"), Settings(steps=1)
    curve = {"step": 1.0, "held_out_score": 0.5}
    (tmp_path / CURVE).write_text(json.dumps(curve) + "\n")
    (tmp_path / RUN).write_text(json.dumps({"run": hashlib.sha256(repr((task, settings)).encode()).hexdigest()[:12]}))

    assert fit(task, settings, tmp_path) == [curve]
