"""Make shards by the pipeline once, of drawn scenes with images and of captions without, and export them for the consumers."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.scenes.write import write_shard

ROOT = Path(__file__).parents[2]

SETTINGS = {
    "rewrite.writer": "lexicon",
    "part_size": 128,
    "shards.val_share": 0.2,
    "synthesise.enabled": "true",
    "synthesise.model": "scenes",
    "synthesise.match.image_models": "scenes",
    "synthesise.draw_for": "with_image",
    "synthesise.margin": 0.0,
    "synthesise.fit_min": 0.7,
    "synthesise.max_attempts": 1,
    "synthesise.steps": 8,
    "synthesise.cpus": 0.2,
}
"""The lexicon writes, and the shipped generator draws the negatives that it can. Few steps suffice, since no one looks at the images."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.consumers)


@pytest.fixture(scope="session")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished run."""
    pytest.importorskip("diffusers")
    folder, out = tmp_path_factory.mktemp("input"), tmp_path_factory.mktemp("run") / "out"
    write_shard(folder / "scenes.tar", seed=5, numbers=range(28), size=64)
    captions = (ROOT / "examples/captions.jsonl").read_text(encoding="utf-8").splitlines()[:12]
    (folder / "captions.jsonl").write_text("".join(f"{line}\n" for line in captions), encoding="utf-8")
    words = [word for name, value in SETTINGS.items() for word in ("--set", f"{name}={value}")]
    command = [sys.executable, "-m", "hardneg", "run", str(out), "--input", str(folder), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def exported(shards: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that exports the shards by the command line, and returns the folder."""

    def export(to: str, *words: str) -> Path:
        dest = tmp_path_factory.mktemp(to) / "export"
        done = CliRunner().invoke(app, ["export", str(shards), "--to", to, "--dest", str(dest), *words])
        assert done.exit_code == 0, done.output
        return dest

    return export
