import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
from yes_no_server import MODEL, Messages, YesNoServer, serving, text_of

from hardneg.errors import UserError
from hardneg.filter.match import TextJudge
from hardneg.filter.stage import make
from hardneg.matching.calibration import load
from hardneg.matching.entailment import EntailmentFilter, entailment_filter
from hardneg.matching.llm_text import revision_of
from hardneg.schemas.config import Config, LLMConfig, MatchConfig
from hardneg.schemas.reasons import Reason
from hardneg.training.matcher.calibrate_command import calibrate_matcher

CAPTION = "A black dog sleeps on a red couch."
TEXTS = ["A dog sleeps on a couch.", "A white dog sleeps on a red couch."]
LONG = 300
"""Characters from which the server says that a prompt is too long."""


def words_that_are_new(messages: Messages) -> float:
    """Say yes where every word of the second caption is in the first."""
    asked = text_of(messages)
    if len(asked) > LONG:
        return math.nan
    first, second = asked.partition("First caption:")[2].partition("Second caption:")[::2]
    new = set(second.splitlines()[0].split()) - set(first.split())
    return 3.0 if not new else -float(len(new))


@pytest.fixture
def server() -> Iterator[YesNoServer]:
    with serving(words_that_are_new) as made:
        yield made


def config_of(server: YesNoServer, **match: object) -> MatchConfig:
    return MatchConfig.model_validate(
        {"text_model": "llm", "llm": {"model": MODEL, "url": server.url, "retries": 0}, "uncalibrated": "judge", **match}
    )


def test_a_text_that_follows_is_rejected_by_the_log_odds_alone(server: YesNoServer) -> None:
    judged = EntailmentFilter(config_of(server)).judge([CAPTION] * 2, TEXTS, ["attribute"] * 2, ["colour"] * 2)
    assert judged.said == [(Reason.STILL_TRUE, "score 3, not below 0"), None]
    assert judged.scores.tolist() == pytest.approx([3.0, -1.0], abs=0.02)


def test_a_pair_that_exceeds_the_context_is_compared_by_what_differs_and_else_rejected(server: YesNoServer) -> None:
    rest = " ".join(f"House number {n} has a garden." for n in range(30))
    texts = [f"{rest} {TEXTS[1]}", "word " * 200]
    captions = [f"{rest} {CAPTION}", "other " * 200]
    judged = EntailmentFilter(config_of(server)).judge(captions, texts, ["attribute"] * 2, ["colour"] * 2)
    assert judged.said == [None, (Reason.UNJUDGED, "longer than the text matcher reads")]
    assert judged.scores[0] == pytest.approx(-1.0, abs=0.02)
    assert (judged.usage["texts_truncated"], judged.usage["text_pairs"]) == (1, 2)
    assert (judged.usage["llm_scores"], judged.usage["llm_tokens_in"]) == (1, 10)


def test_the_llm_of_rewrite_is_asked_unless_the_filter_names_another(server: YesNoServer) -> None:
    writer = {"model": "owner/writer", "url": "http://x"}
    own = Config.model_validate({"rewrite": {"llm": writer}, "filter": {"match": {"text_model": "llm"}}})
    other = Config.model_validate({"rewrite": {"llm": writer}, "filter": {"match": config_of(server).model_dump()}})
    revisions = []
    for config in (own, other):
        (judge,) = make(config).models
        assert isinstance(judge, TextJudge)
        revisions.append(judge.fingerprint())
    assert revisions[0].startswith("owner/writer@main+")
    assert revisions[1].startswith(f"{MODEL}@main+")


def test_a_score_of_rewrite_travels_to_the_filter() -> None:
    rewrite = {"llm": {"url": "http://x", "model": MODEL}, "balance": {"text_model": "llm"}}
    (judge,) = make(Config.model_validate({"rewrite": rewrite, "filter": {"match": {"text_model": "llm"}}})).models
    assert isinstance(judge, TextJudge)
    assert judge.has_scores


class Engine:
    """Say yes to every second chat."""

    def __init__(self) -> None:
        self.emptied = 0

    def fresh(self) -> None:
        self.emptied += 1

    def yes_no(self, chats: object) -> list[float]:
        return [1.0 if n % 2 else -1.0 for n in range(len(list(chats)))]  # type: ignore[call-overload]


def test_in_rewrite_the_engine_that_writes_is_asked_and_its_owner_empties_the_cache() -> None:
    rewrite = {"llm": {"url": "http://x", "model": MODEL}, "balance": {"text_model": "llm"}}
    config = Config.model_validate({"rewrite": rewrite, "filter": {"match": {"uncalibrated": "judge"}}})
    entailed, engine = entailment_filter(config), Engine()
    assert entailed is not None
    entailed.setup(engine)  # type: ignore[arg-type]
    judged = entailed.judge([CAPTION] * 2, TEXTS, ["attribute"] * 2, ["colour"] * 2)
    assert [said is None for said in judged.said] == [True, False]
    assert engine.emptied == 0


def test_the_revision_follows_from_model_precision_and_question() -> None:
    remote = {"url": "http://x", "model": MODEL}
    revisions = {revision_of(LLMConfig.model_validate(remote | more)) for more in ({}, {"dtype": "float16"}, {"revision": "v2"})}
    assert len(revisions) == 3
    assert revision_of(LLMConfig.model_validate(remote | {"retries": 1})) in revisions
    assert revision_of(LLMConfig.model_validate(remote | {"adapter": "owner/adapter"})) in revisions


@pytest.mark.slow
def test_an_llm_is_calibrated_like_any_text_matcher(server: YesNoServer, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [
        {
            "caption": f"{CAPTION} {n}",
            "negative": f"{CAPTION} {n}" + " new" * valid * int(rng.integers(1, 3)),
            "valid": bool(valid),
            "family": "attribute",
        }
        for n in range(150)
        for valid in (0, 1)
    ]
    labels = tmp_path / "labels.parquet"
    pa.parquet.write_table(pa.Table.from_pylist(rows), labels)
    match = config_of(server)
    made = calibrate_matcher("llm", labels=str(labels), out=str(tmp_path / "c"), match=match)
    assert made.record.matcher == revision_of(match.llm or LLMConfig())
    assert load(tmp_path / "c", made.record.matcher) is not None
    judged = EntailmentFilter(config_of(server, text_calibration=str(tmp_path / "c"))).judge(
        [CAPTION] * 2, TEXTS, ["attribute"] * 2, ["colour"] * 2
    )
    assert judged.p_valid[0] < 0.5 < judged.p_valid[1]
    assert judged.said[0] is not None
    with pytest.raises(UserError, match="--to"):
        calibrate_matcher("llm", labels=str(labels), match=match)
