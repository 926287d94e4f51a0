from pathlib import Path

import pyarrow as pa
import pytest

from hardneg.engine.parts import Counts, publish
from hardneg.engine.reject_rate import MINIMAL_ROWS, RejectRate
from hardneg.engine.stage import Outcome
from hardneg.errors import StageError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Done, Negatives
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, Reject

MANY = {Reason.NOT_ENGLISH: 150, Reason.TOO_SHORT: 60, Reason.CRASHED: 1, Reason.EMPTY: 2}


def done(rejected: dict[Reason, int], rows: int = 1000, stage: str = "captions", part: int = 0) -> Done:
    reasons = {reason.value: count for reason, count in rejected.items()}
    left = rows - sum(rejected.values())
    negatives = Negatives(proposed=900, kept=100, rejected={"unlikely": 800})
    return Done(stage=stage, part=part, fingerprint="f", sha256={}, rows_in=rows, rows_out=left, rejected=reasons, negatives=negatives)


def published(out: Path, rejected: dict[Reason, int], rows: int = 1000) -> Done:
    rejects = [
        {"id": str(i), "stage": "captions", "reason": reason.value, "detail": "why\x1b[2J", "caption": f"{reason} of {i}"}
        for reason, count in rejected.items()
        for i in range(count)
    ]
    none = arrow_schema(CaptionRow).empty_table()
    outcome = Outcome(none, pa.Table.from_pylist(rejects, arrow_schema(Reject)))
    counts = Counts(rows, rows - len(rejects), {reason.value: count for reason, count in rejected.items()}, Negatives())
    return publish(str(out), "captions", 0, "f", outcome, counts)


@pytest.mark.parametrize(
    ("rejected", "rows", "exceeds"),
    [
        ({Reason.NOT_ENGLISH: 201}, 1000, True),
        ({Reason.NOT_ENGLISH: 200}, 1000, False),
        ({Reason.NOT_ENGLISH: 150, Reason.TOO_SHORT: 51}, 1000, True),
        ({Reason.CRASHED: 201}, 1000, True),
        ({Reason.NOT_ENGLISH: MINIMAL_ROWS - 1}, MINIMAL_ROWS - 1, False),
        ({Reason.NOT_ENGLISH: MINIMAL_ROWS}, MINIMAL_ROWS, True),
    ],
)
def test_a_stage_may_reject_a_fifth_of_its_rows_once_there_are_enough(rejected: dict[Reason, int], rows: int, exceeds: bool) -> None:
    assert RejectRate(0.2).add(done(rejected, rows)) is exceeds


@pytest.mark.parametrize("reason", [Reason.NO_NEGATIVE, Reason.NONE_KEPT, Reason.NOTHING_TO_EDIT, Reason.DUPLICATE])
def test_captions_that_selection_leaves_without_a_negative_do_not_count(reason: Reason) -> None:
    assert not RejectRate(0.2).add(done({reason: 900}))


def test_stages_are_counted_apart_and_parts_together() -> None:
    rate = RejectRate(0.2)

    assert not rate.add(done({Reason.EMPTY: 120}, 400, part=0))
    assert not rate.add(done({Reason.EMPTY: 0}, 400, "parse"))
    assert rate.add(done({Reason.EMPTY: 120}, 400, part=1))


def test_the_error_says_how_to_go_on_and_lists_the_most_frequent_reasons_with_an_example_each(tmp_path: Path) -> None:
    there = published(tmp_path, MANY)

    with pytest.raises(StageError) as stopped:
        RejectRate(0.2).require(str(tmp_path), "captions", [there])

    assert str(stopped.value) == (
        "captions: 213 of 1,000 rows are rejected (21%), more than run.max_reject_rate=0.2. If that is right, go on by the same command "
        "with --set run.max_reject_rate=0.3. Most frequent:"
    )
    first, second, third = stopped.value.details
    assert first.startswith("not_english 150, such as 'not_english of 0' (why\\x1b[2J). negatives are made of English captions only")
    assert second.startswith("too_short 60, such as 'too_short of 0'")
    assert third.startswith("empty 2, ")


def test_a_larger_rate_goes_on(tmp_path: Path) -> None:
    RejectRate(0.3).require(str(tmp_path), "captions", [published(tmp_path, MANY)])


def test_a_part_that_is_reported_again_counts_once() -> None:
    rate = RejectRate(0.2)
    rate.add(done({Reason.EMPTY: 150}, 450, part=0))
    rate.add(done({}, 450, part=1))

    assert not rate.add(done({Reason.EMPTY: 150}, 450, part=0))
    assert rate.rows["captions"] == 900
    assert rate.add(done({Reason.EMPTY: 450}, 450, part=2))
