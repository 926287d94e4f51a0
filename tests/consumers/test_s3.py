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
