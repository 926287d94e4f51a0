"""Every kind of caption goes through parsing and rewriting: nothing is lost, and every negative and positive verifies."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from corpus import BY_KIND, CAPTIONS, DATA, rows

from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.engine.stage import Outcome
from hardneg.grammar.splice import Edit, splice
from hardneg.parse.stage import make as parse_stage
from hardneg.rewrite.stage import make as rewrite_stage
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow
from hardneg.training.matcher.labelled_cases import of_file
from hardneg.training.matcher.texts.evaluate_text import read_rows

RULES = Config.model_validate({"rewrite": {"writer": "lexicon"}})


@pytest.fixture(scope="module")
def parsed() -> Outcome:
    captions = [
        {"id": f"{kind}-{i}", "caption": caption, "source": {"input": "x", "key": f"{kind}-{i}"}}
        for kind, some in BY_KIND.items()
        for i, caption in enumerate(some)
    ]
    return parse_stage(RULES).process(pa.Table.from_pylist(captions, schema=arrow_schema(CaptionRow)))


@pytest.fixture(scope="module")
def rewritten(parsed: Outcome) -> Outcome:
    stage = rewrite_stage(RULES)
    stage.setup()
    return stage.process(parsed.rows)


def test_captions_are_unique_and_of_ten_kinds() -> None:
    assert len(BY_KIND) == 10
    assert all(len(some) >= 20 for some in BY_KIND.values())
    assert len(set(CAPTIONS)) == len(CAPTIONS)


@pytest.mark.parametrize("kind", BY_KIND)
def test_cleaning_keeps_each_caption_as_it_is(kind: str) -> None:
    for caption in BY_KIND[kind]:
        cleaned = clean(caption, RULES.captions)
        assert not isinstance(cleaned, Rejected), (caption, cleaned)
        assert cleaned == caption


@pytest.mark.slow
def test_parsing_loses_no_caption(parsed: Outcome) -> None:
    assert len(parsed.rows) + len(parsed.rejects) == len(CAPTIONS)


@pytest.mark.slow
def test_rewriting_loses_no_caption_and_each_kind_gets_negatives(parsed: Outcome, rewritten: Outcome) -> None:
    stopped = [each for each in rewritten.rejects.to_pylist() if each["caption_id"] is None]
    assert len(rewritten.rows) + len(stopped) == len(parsed.rows)
    kinds = Counter(row["id"].partition("-")[0] for row in rewritten.rows.to_pylist() if row["negatives"])
    assert set(kinds) == set(BY_KIND)


@pytest.mark.slow
def test_edits_applied_to_the_caption_give_each_negative_and_positive(rewritten: Outcome) -> None:
    for row in rewritten.rows.to_pylist():
        texts = [row["caption"], *row["positives"], *(each["negative"] for each in row["negatives"])]
        assert len(set(texts)) == len(texts)
        for each in row["negatives"]:
            assert splice(row["caption"], [Edit(**edit) for edit in each["edits"]]) == each["negative"]
        for text, edits in zip(row["positives"], row["positive_edits"], strict=True):
            assert splice(row["caption"], [Edit(**edit) for edit in edits]) == text


def test_our_pairs_and_judged_rows_are_read_as_evaluation_and_calibration_data(tmp_path: Path) -> None:
    assert [row.caption for row in read_rows(DATA / "pairs.jsonl")] == [row["caption"] for row in rows("pairs")]
    assert {case.valid for case in of_file(str(DATA / "judged.jsonl")).cases} == {True, False}
