"""The text matcher scores each text once: `filter` uses the scores that `rewrite` left in the rows."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from long_captions import STREET

from hardneg.engine.stage import Outcome
from hardneg.filter.stage import make
from hardneg.filter.text_judge import TextJudge
from hardneg.parse.stage import make as parse_stage
from hardneg.rewrite.stage import make as rewrite_stage
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.rows import CaptionRow

CAPTIONS = ("A small black dog on a red couch is chasing two big white cats.", "Two women sit on a bench in a park.", STREET)


class Counting:
    """Wrap the shipped text matcher and record the texts that it scores."""

    truncated = 0

    def __init__(self, matcher: Any) -> None:
        self.matcher, self.asked = matcher, list[str]()

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Any:
        self.asked.extend(texts)
        return self.matcher.score(captions, texts)


def config_of(**rewrite: Any) -> Config:
    told = {"writer": "lexicon", "positives_per_caption": 0, "balance": {"tolerance": None} | rewrite}
    return Config.model_validate({"rewrite": told, "filter": {"match": {"text_model": "text"}}})


@pytest.fixture(scope="module")
def rewritten() -> pa.Table:
    config = config_of(text_model="text")
    rows = [{"id": f"c{i}", "caption": caption, "source": {"input": "x", "key": str(i)}} for i, caption in enumerate(CAPTIONS)]
    parsed = parse_stage(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows
    return rewrite_stage(config).process(parsed).rows


def filtered(config: Config, rows: pa.Table) -> tuple[Outcome, list[str]]:
    """Return the outcome of `filter`, and the texts that it scored."""
    stage = make(config)
    (judge,) = stage.models
    assert isinstance(judge, TextJudge)
    stage.setup()
    if judge.entailed.matcher is None:
        judge.entailed.setup()
    counting = judge.entailed.matcher = Counting(judge.entailed.matcher)
    return stage.process(rows), counting.asked


@pytest.mark.slow
def test_only_texts_without_a_score_are_scored_and_the_rows_equal_those_of_scoring_all(rewritten: pa.Table) -> None:
    known, asked = filtered(config_of(text_model="text"), rewritten)
    again, asked_again = filtered(config_of(), rewritten)
    negatives = [each for row in rewritten["negatives"].to_pylist() for each in row]
    assert asked == [each["negative"] for each in negatives if each["n_edits"] > 1] != []
    assert asked_again == [each["negative"] for each in negatives]
    assert known.rows.equals(again.rows)
    assert known.rejects.equals(again.rejects)
    assert known.usage["text_pairs"] == len(asked)


def test_the_model_is_not_loaded_where_every_text_has_a_score(rewritten: pa.Table) -> None:
    stage = make(config_of(text_model="text"))
    stage.setup()
    stage.process(rewritten.slice(0, 2))
    (judge,) = stage.models
    assert isinstance(judge, TextJudge)
    assert judge.entailed.matcher is None


def test_another_matcher_than_that_of_rewrite_scores_everything() -> None:
    (judge,) = make(config_of(text_model=None)).models
    assert isinstance(judge, TextJudge)
    assert not judge.has_scores
