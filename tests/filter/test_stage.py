from collections.abc import Callable

import pyarrow as pa
import pytest

from hardneg.filter.judge import JudgeInput, Verdicts
from hardneg.filter.stage import FilterStage, make
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config, FilterConfig
from hardneg.schemas.rows import Image, Reject, RewrittenRow

Build = Callable[..., RewrittenRow]


def test_negatives_outside_the_window_become_rejects_and_the_others_stay(rewritten: Build) -> None:
    config = Config.model_validate({"filter": {"lm_gap_min": -5, "lm_gap_max": 5}})
    rows = [rewritten(0, gaps=(None, 5.0, 5.5, -6.0)), rewritten(1, gaps=(-5.0, 9.0))]
    outcome = make(config).process(to_table(list(rows), RewrittenRow))
    assert [[n["id"] for n in row["negatives"]] for row in outcome.rows.to_pylist()] == [["c0-object", "c0-attribute"], ["c1-object"]]
    rejects = {row["id"]: row for row in outcome.rejects.to_pylist()}
    assert {key: row["reason"] for key, row in rejects.items()} == {
        "c0-count": "unlikely",
        "c0-relation": "too_likely",
        "c1-attribute": "unlikely",
    }
    assert rejects["c0-count"] == {
        "id": "c0-count",
        "caption_id": "c0",
        "stage": "filter",
        "reason": "unlikely",
        "detail": "lm_gap 5.5 outside -5..5",
        "caption": rows[0].caption,
        "negative": rows[0].negatives[2].negative,
        "family": "count",
    }


def test_a_caption_left_without_negatives_is_rejected_itself(rewritten: Build) -> None:
    rows = [rewritten(0, gaps=(99.0,)), rewritten(1), rewritten(2, gaps=())]
    outcome = make(Config()).process(to_table(list(rows), RewrittenRow))
    assert outcome.rows.column("id").to_pylist() == ["c1"]
    captions = [row for row in outcome.rejects.to_pylist() if row["caption_id"] is None]
    assert [(row["id"], row["reason"], row["negative"]) for row in captions] == [("c0", "none_kept", None), ("c2", "none_kept", None)]


def test_a_gap_that_is_no_number_is_outside_every_window(rewritten: Build) -> None:
    outcome = make(Config()).process(to_table([rewritten(0, gaps=(float("nan"), 0.0))], RewrittenRow))
    assert [row["reason"] for row in outcome.rejects.to_pylist()] == ["unlikely"]


def test_all_that_is_kept_is_as_it_was(rewritten: Build) -> None:
    table = to_table([rewritten(i, image=Image(bytes=bytes([i]), path=f"{i}.png")) for i in range(4)], RewrittenRow)
    outcome = make(Config()).process(table)
    assert outcome.rows.equals(table)
    assert outcome.rejects.num_rows == 0


@pytest.mark.parametrize("cut", [(0, 0), (1, 2), (0, 4)])
def test_a_slice_or_several_chunks_make_no_difference(rewritten: Build, cut: tuple[int, int]) -> None:
    whole = to_table([rewritten(i, gaps=(99.0, None, 1.0)) for i in range(4)], RewrittenRow)
    chunked = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 3)])
    wanted = make(Config()).process(whole.take(list(range(cut[0], cut[0] + cut[1]))) if cut[1] else whole.schema.empty_table())
    found = make(Config()).process(chunked.slice(*cut))
    assert found.rows.equals(wanted.rows)
    assert found.rejects.equals(wanted.rejects)
    assert found.rows.schema == arrow_schema(RewrittenRow)
    assert found.rejects.schema == arrow_schema(Reject)


def test_a_later_judge_sees_only_negatives_that_are_left_and_may_score_them(rewritten: Build) -> None:
    seen: list[str] = []

    def first(given: JudgeInput) -> Verdicts:
        reasons = ["unlikely" if family == "object" else None for family in given.negatives["family"].to_pylist()]
        return Verdicts(pa.array(reasons, pa.string()), pa.nulls(len(reasons), pa.string()))

    def second(given: JudgeInput) -> Verdicts:
        seen.extend(given.negatives["id"].to_pylist())
        size = given.negatives.num_rows
        scores = pa.array([float(parent) for parent in given.parents], pa.float32())
        return Verdicts(pa.nulls(size, pa.string()), pa.nulls(size, pa.string()), {"p_valid": scores})

    rows = [rewritten(0), rewritten(1)]
    outcome = FilterStage(FilterConfig(), [first, second]).process(to_table(list(rows), RewrittenRow))
    assert seen == ["c0-attribute", "c0-count", "c1-attribute", "c1-count"]
    assert [[n["p_valid"] for n in row["negatives"]] for row in outcome.rows.to_pylist()] == [[0.0, 0.0], [1.0, 1.0]]


def test_the_window_is_in_the_fingerprint_and_the_workers_are_not() -> None:
    plain = make(Config()).fingerprint()
    assert make(Config.model_validate({"filter": {"workers": 7}})).fingerprint() == plain
    assert make(Config.model_validate({"filter": {"lm_gap_max": 7}})).fingerprint() != plain
