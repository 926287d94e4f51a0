import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardneg.cli import app

pytest.importorskip("huggingface_hub")


def push(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["push", *words])
    return done.exit_code, done.output


def test_a_dry_run_lists_the_files_with_their_sizes_and_needs_no_token(finished_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    code, said = push(str(finished_run), "me/pairs", "--dry-run")
    assert code == 0, said
    for name in ("README.md", "SHA256SUMS", "croissant.json", "train-00000-of-00001.parquet", "val-00000-of-00001.parquet"):
        assert name in said
    assert "done.json" not in said
    assert "dry run: nothing was sent to me/pairs" in said
    assert "no licence is stated" in said


@pytest.mark.parametrize("name", ["a/b/c", "me/--", "me/pairs.git", "", "me/päirs", "-x"])
def test_a_name_that_the_hub_refuses_is_one_line(finished_run: Path, name: str) -> None:
    code, said = push(str(finished_run), "--dry-run", "--", name)
    assert code == 2
    assert said.count("\n") == 1
    assert "is no name on the Hub" in said


def test_changed_and_missing_files_are_not_sent(finished_run: Path, tmp_path: Path) -> None:
    out = Path(shutil.copytree(finished_run, tmp_path / "out"))
    shard = out / "shards" / "val-00000-of-00001.parquet"
    shard.write_bytes(shard.read_bytes() + b" ")
    assert "val-00000-of-00001.parquet has changed" in push(str(out), "me/pairs", "--dry-run")[1]
    shard.unlink()
    code, said = push(str(out), "me/pairs", "--dry-run")
    assert (code, said.count("\n")) == (2, 1)
    assert "val-00000-of-00001.parquet: cannot be read" in said


@pytest.mark.parametrize("out", ["s3://bucket/out", "memory://out"])
def test_shards_elsewhere_must_be_copied_first(out: str) -> None:
    code, said = push(out, "me/pairs")
    assert (code, said.count("\n")) == (2, 1)


def test_a_folder_without_shards_says_what_to_run(tmp_path: Path) -> None:
    code, said = push(str(tmp_path), "me/pairs", "--dry-run")
    assert code == 2
    assert "hardneg run" in said
