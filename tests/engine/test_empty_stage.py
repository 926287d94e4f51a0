import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from hardneg.engine.empty_stage import require_rows
from hardneg.engine.parts import Counts, publish
from hardneg.engine.stage import Outcome
from hardneg.errors import UserError
from hardneg.report.page import write
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Negatives
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, Reject

ROOT = Path(__file__).parents[2]


def leave(out: Path, stage: str, rejected: dict[Reason, int], left: int) -> None:
    """Publish one part of `stage` with these counts of rejected and kept rows."""
    captions = [{"id": f"c{i}", "caption": "a dog", "source": {"input": "x", "key": str(i)}} for i in range(left)]
    rejects = [
        {"id": str(i), "stage": stage, "reason": reason.value, "detail": f"{reason} of {i}", "caption": f"Satz {i}"}
        for reason, size in rejected.items()
        for i in range(size)
    ]
    outcome = Outcome(pa.Table.from_pylist(captions, arrow_schema(CaptionRow)), pa.Table.from_pylist(rejects, arrow_schema(Reject)))
    counts = Counts(left + len(rejects), left, {reason.value: size for reason, size in rejected.items()}, Negatives())
    publish(str(out), stage, 0, "fingerprint", outcome, counts)


def test_a_stage_that_rejects_all_is_said_with_its_most_frequent_reason_an_example_and_a_remedy(tmp_path: Path) -> None:
    leave(tmp_path, "captions", {Reason.NOT_ENGLISH: 7, Reason.TOO_SHORT: 2}, left=0)
    with pytest.raises(UserError, match=r"captions: 0 of 9 captions are left; most often not_english \(7\), such as 'Satz 0'.*language"):
        require_rows(str(tmp_path), ["captions"], 1)


@pytest.mark.parametrize(("reason", "left", "stops"), [
    (Reason.NO_CAPTION, 1, True),
    (Reason.NO_CAPTION, 5, False),
    (Reason.NOT_ENGLISH, 1, False),
    (Reason.NOT_ENGLISH, 0, True),
])  # fmt: skip
def test_next_to_nothing_stops_a_run_only_where_records_could_not_be_read(tmp_path: Path, reason: Reason, left: int, stops: bool) -> None:
    leave(tmp_path, "captions", {reason: 200}, left=left)
    try:
        require_rows(str(tmp_path), ["captions"], 1)
    except UserError:
        assert stops
    else:
        assert not stops


def test_a_later_stage_is_named_where_it_is_the_one_that_left_nothing(tmp_path: Path) -> None:
    leave(tmp_path, "captions", {Reason.TOO_SHORT: 3}, left=3)
    leave(tmp_path, "parse", {Reason.NOTHING_TO_EDIT: 3}, left=0)
    with pytest.raises(UserError, match="parse: 0 of 3 captions are left"):
        require_rows(str(tmp_path), ["captions", "parse"], 1)


def test_the_page_of_a_run_without_negatives_can_be_written(run_of: Callable[..., Path], tmp_path: Path) -> None:
    out = run_of(tmp_path / "out", Config.model_validate({"shards": {"val_share": 0}}), [[]])
    assert Path(write(str(out))).exists()


@pytest.mark.slow
def test_a_run_over_captions_of_another_language_ends_with_one_line_and_code_2(tmp_path: Path) -> None:
    captions = tmp_path / "captions.txt"
    captions.write_text("Ein schwarzer Hund liegt auf einem roten Sofa und schläft.\nZwei Kinder spielen am Strand mit einem Ball.\n")
    command = [sys.executable, "-m", "hardneg", "run", str(tmp_path / "out"), "--input", str(captions)]
    said = subprocess.run(
        [*command, "--set", "rewrite.writer=lexicon"], capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ
    )
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
    last = said.stderr.strip().splitlines()[-1]
    assert last.startswith("hardneg: captions: 0 of 2 captions are left; most often not_english (2)")
