"""open_clip's own data code reads `webdataset` and `open_clip-csv`, and a tiny model trains a step on each.

open_clip imports torchvision, which may not fit the torch of the environment, so it runs in a process of its own (`open_clip_step.py`).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(sys.prefix) / "consumers"
"""The folder that `make test-consumers` installs open_clip into."""

Export = Callable[..., Path]


@pytest.fixture(scope="module")
def steps(exported: Export) -> dict[str, dict[str, Any]]:
    """Return what a step on each export reported, beside the samples that the export counted."""
    if not (FOLDER / "open_clip").is_dir():
        pytest.skip("open_clip is not installed: make test-consumers")
    folders = {"webdataset": exported("webdataset", "--per-file", "12"), "csv": exported("open_clip-csv")}
    last = len(list(folders["webdataset"].glob("train/*.tar"))) - 1
    data = {"webdataset": f"{folders['webdataset']}/train/{{000000..{last:06d}}}.tar", "csv": f"{folders['csv']}/train.csv"}
    command = [sys.executable, str(Path(__file__).with_name("open_clip_step.py")), json.dumps(data)]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(FOLDER)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    for kind, folder in folders.items():
        found[kind]["expected"] = json.loads((folder / "export.json").read_text())["samples"]["train"]
    return found


@pytest.mark.parametrize("kind", ["webdataset", "csv"])
def test_a_model_trains_a_step(kind: str, steps: dict[str, dict[str, Any]]) -> None:
    found = steps[kind]

    assert found["samples"] == found["expected"]
    assert found["loss"] > 0
    assert found["moved"] > 0.9
