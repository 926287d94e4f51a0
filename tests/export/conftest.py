"""Make a small run with every kind of row that exports treat differently. No test may change it."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest
from conftest import finish_run, rewritten_row
from typer.testing import CliRunner

from hardneg.cli import app
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow

CAPTIONS = 30
"""Captions 0, 3, 6 ... have no image; of the others, captions 4k + 1 have negatives with an image, and 4k + 2 one that needs it."""


def pixels(number: int, format: str = "PNG") -> bytes:
    stream = io.BytesIO()
    PIL.Image.new("RGB", (16, 12), (number * 5 % 256, number, 90)).save(stream, format)
    return stream.getvalue()


def row(number: int) -> RewrittenRow:
    shown = number % 3 != 0
    made = rewritten_row(number, gaps=(None, 1.0, -2.0, 0.5)[: 2 + number % 3], image=Image(bytes=pixels(number)) if shown else None)
    if number == 7:
        made = made.model_copy(update={"image": Image(bytes=pixels(number, "GIF"))})
    if number == 8:
        made = made.model_copy(update={"positives": [], "positive_kinds": [], "positive_edits": []})
    negatives = list(made.negatives)
    if number % 4 == 1:
        negatives = [
            one.model_copy(update={"negative_image": Image(bytes=pixels(100 + number + 9 * i))}) for i, one in enumerate(negatives)
        ]
    if number % 4 == 2:
        negatives[0] = negatives[0].model_copy(update={"negative_image": Image(bytes=pixels(150 + number)), "needs_image": True})
    if number % 5 == 0:
        negatives[-1] = negatives[-1].model_copy(update={"p_valid": 0.75})
    return made.model_copy(update={"negatives": negatives})


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = Config.model_validate({"shards": {"val_share": 0.3, "row_group_rows": 7}})
    return finish_run(tmp_path_factory.mktemp("export") / "out", config, [[row(i) for i in range(CAPTIONS)]])


@pytest.fixture(scope="session")
def exported(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[Path, dict[str, int]]]:
    """Return a function that exports the run by the command line, and returns the folder and the skipped counts."""

    def export(to: str, *words: str) -> tuple[Path, dict[str, int]]:
        dest = tmp_path_factory.mktemp(to) / "export"
        done = CliRunner().invoke(app, ["export", str(run), "--to", to, "--dest", str(dest), *words])
        assert done.exit_code == 0, done.output
        return dest, {reason: int(count.replace(",", "")) for count, reason in re.findall(r"skipped ([\d,]+) (.*)", done.output)}

    return export
