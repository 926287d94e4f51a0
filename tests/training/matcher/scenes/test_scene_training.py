"""Run the loop on a small task of the shipped matcher: killed in the middle, and with two workers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from hardneg.training.loop import CURVE, fit
from hardneg.training.matcher.scenes.scene_task import ScenesTask
from hardneg.training.settings import Settings

pytestmark = pytest.mark.slow

SETTINGS = Settings(steps=8, learning_rate=1e-3, evaluate_every=2, average=0.9, precision="fp32", cpus=0.5)


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> ScenesTask:
    """Return a task with two steps on images alone, the rest with texts."""
    return ScenesTask(seed=5, pictures=8, texts=12, scenes=250, image_steps=2, held_out=12, cache=str(tmp_path_factory.mktemp("scenes")))


@pytest.fixture(scope="module")
def plain(task: ScenesTask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train without interruption."""
    out = tmp_path_factory.mktemp("plain")
    fit(task, SETTINGS, out, lambda _: None)
    return out


def test_a_killed_run_goes_on_and_ends_with_the_same_weights(task: ScenesTask, plain: Path, tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from hardneg.training.loop import fit
from hardneg.training.matcher.scenes.scene_task import ScenesTask
from hardneg.training.settings import Settings
fit({task!r}, Settings.model_validate_json({SETTINGS.model_dump_json()!r}), Path({str(tmp_path)!r}))
"""
    with (tmp_path / "said").open("w") as said:
        first = subprocess.Popen([sys.executable, "-c", program], stdout=said, stderr=said, start_new_session=True)
        until = time.monotonic() + 240
        while _steps(tmp_path) < 4 and first.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert first.returncode == -signal.SIGKILL, (tmp_path / "said").read_text()
    assert not (tmp_path / "model.safetensors").exists()
    second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert second.returncode == 0, second.stderr
    assert "step 2," not in second.stdout  # the run resumed
    ours, theirs = load_file(plain / "model.safetensors"), load_file(tmp_path / "model.safetensors")
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_two_workers_give_the_curve_of_one(task: ScenesTask, plain: Path, tmp_path: Path) -> None:
    fit(task, SETTINGS.model_copy(update={"workers": 2}), tmp_path, lambda _: None)
    for one, two in zip(_curve(plain), _curve(tmp_path), strict=True):
        assert two["loss"] == pytest.approx(one["loss"], rel=0.1)  # each worker averages its own share
        assert two["held_out_score"] == pytest.approx(one["held_out_score"], abs=0.15)


def _curve(out: Path) -> list[dict[str, float]]:
    path = out / CURVE
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _steps(out: Path) -> float:
    return max((entry["step"] for entry in _curve(out)), default=0)
