"""Ray gives the counters of workers to Prometheus where the extra `cluster` is installed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FOLDER = Path(sys.prefix) / "consumers-ray"


def test_the_test_of_metrics_passes_with_the_extra_cluster() -> None:
    if not FOLDER.exists():
        pytest.skip("what ray[default] needs is not installed; `make test-consumers` installs it")
    command = [sys.executable, "-m", "pytest", "-p", "no:xdist", "-rs", "-m", "slow", str(TESTS / "engine/test_metrics.py")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(FOLDER)]))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TESTS.parent, env=environment)
    assert done.returncode == 0, done.stdout
    assert "SKIPPED" not in done.stdout
