"""Shards are read from an object store by s3fs, in the workers of a DataLoader."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from some_shards import png, rows_of, write_shards

FOLDER = Path(sys.prefix) / "consumers-s3"


def test_captions_are_read_once_from_s3_by_one_process_by_workers_and_after_a_resume(tmp_path: Path) -> None:
    if not FOLDER.exists():
        pytest.skip("s3fs and moto are not installed; `make test-consumers` installs them")
    rows = [row for number in range(120) for row in rows_of(number, 3, {"bytes": png(number)})]
    shards = write_shards(tmp_path, rows, 60, shards=3)
    command = [sys.executable, str(Path(__file__).parent / "s3_training.py"), str(FOLDER), shards]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for found in json.loads(done.stdout.splitlines()[-1]):
        assert sorted(found) == [f"c{number:05}" for number in range(120)]


def test_the_lease_is_held_by_one_process_and_uploads_are_aborted_on_s3() -> None:
    """These tests skip in the environment of the project, which has no client of S3; here they must run and pass."""
    if not FOLDER.exists():
        pytest.skip("s3fs and moto are not installed; `make test-consumers` installs them")
    code = "import sys; sys.path.append(sys.argv[1]); import pytest; sys.exit(pytest.main(sys.argv[2:]))"
    tests = [str(Path(__file__).parents[1] / "engine" / name) for name in ("test_lease_s3.py", "test_uploads.py")]
    command = [sys.executable, "-c", code, str(FOLDER), "-p", "no:xdist", "-rs", *tests]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stdout
    assert "SKIPPED" not in done.stdout
