from pathlib import Path

import numpy as np
import pytest
from matching import tiny

from hardneg.matching.entailment import EntailmentFilter, entailment_filter, paraphrase_verifier
from hardneg.schemas.config import Config, MatchConfig
from hardneg.schemas.reasons import Reason

CAPTION = "A black dog sleeps on a red couch."
TEXTS = ["A red couch with a black dog asleep on it.", "A white dog sleeps on a red couch."]


def test_what_follows_goes_and_what_contradicts_stays() -> None:
    judged = EntailmentFilter(MatchConfig(text_model="text")).judge([CAPTION] * 2, TEXTS, ["attribute"] * 2, ["colour"] * 2)
    assert judged.said[0] is not None
    assert judged.said[0][0] == Reason.STILL_TRUE
    assert judged.said[1] is None
    assert judged.p_valid[0] < 0.5 < judged.p_valid[1]
    assert judged.usage == {"texts_truncated": 0, "text_pairs": 2}


def test_nothing_to_judge_is_no_error() -> None:
    judged = EntailmentFilter(MatchConfig(text_model="text")).judge([], [], [], [])
    assert (judged.said, len(judged.p_valid), judged.usage["text_pairs"]) == ([], 0, 0)


def test_a_family_that_the_calibration_does_not_show_is_scored_and_not_judged() -> None:
    judged = EntailmentFilter(MatchConfig(text_model="text")).judge(
        [CAPTION] * 2, [CAPTION] * 2, ["attribute", "add_object"], ["colour", "object"]
    )
    assert judged.judged.tolist() == [True, False]
    assert [said is not None for said in judged.said] == [True, False]
    assert np.isnan(judged.p_valid).tolist() == [False, True]
    assert np.isfinite(judged.scores).all()


def test_a_side_is_scored_and_not_judged() -> None:
    caption, text = "A dog sleeps. A cat is on the left.", "A dog sleeps. A cat is on the right."
    judged = EntailmentFilter(MatchConfig(text_model="text")).judge([caption] * 2, [text] * 2, ["relation"] * 2, ["side", "on"])
    assert judged.judged.tolist() == [False, True]
    assert judged.said[0] is None
    assert np.isfinite(judged.scores).all()


@pytest.mark.parametrize("most", [-1e9, 1e9])
def test_without_a_calibration_the_score_alone_decides(tmp_path: Path, most: float) -> None:
    asked = EntailmentFilter(MatchConfig(text_model=str(tiny.entailment(tmp_path)), text_score_max=most, uncalibrated="judge"))
    judged = asked.judge([CAPTION] * 2, TEXTS, ["attribute"] * 2, ["colour"] * 2)
    assert [said is not None for said in judged.said] == [most < 0] * 2
    assert np.isnan(judged.p_valid).all()


@pytest.mark.slow
def test_only_what_surely_follows_follows() -> None:
    judge = EntailmentFilter(MatchConfig(text_model="text"))
    follows, usage = judge.follows([CAPTION] * 3, [CAPTION, *TEXTS])
    assert (follows, usage["text_pairs"]) == ([True, True, False], 3)
    assert judge.follows([], [])[0] == []


@pytest.mark.parametrize(("less", "follows"), [(2.0, True), (1.5, False)])
def test_without_a_calibration_the_log_odds_must_exceed_the_threshold_by_a_margin(tmp_path: Path, less: float, follows: bool) -> None:
    folder = str(tiny.entailment(tmp_path))
    score = EntailmentFilter(MatchConfig(text_model=folder)).judge([CAPTION], TEXTS[:1], ["attribute"], ["colour"]).scores[0]
    judge = EntailmentFilter(MatchConfig(text_model=folder, text_score_max=float(score) - less))
    assert judge.follows([CAPTION], TEXTS[:1])[0] == [follows]


def test_before_selection_the_thresholds_of_the_filter_hold() -> None:
    def rejects(**match: object) -> list[bool]:
        entailed = entailment_filter(Config.model_validate({"rewrite": {"balance": {"text_model": "text"}}, "filter": {"match": match}}))
        assert entailed is not None
        texts = ["A black dog rests on a red couch.", "A black dog sleeps on a red sofa."]  # p_valid of about a half, and of hardly any
        return [said is not None for said in entailed.judge([CAPTION] * 2, texts, ["object"] * 2, ["thing"] * 2).said]

    assert rejects() == [True, True]
    assert rejects(alpha=0.3) == [False, True]
    assert rejects(delta=1e-9, p_valid_min=0) == [False, False]  # too few labels for such a claim


def test_before_selection_a_matcher_without_a_calibration_judges_by_the_score_of_the_filter(tmp_path: Path) -> None:
    folder = str(tiny.entailment(tmp_path))
    for most, rejected in ((-1e9, True), (1e9, False)):
        sections = {"rewrite": {"balance": {"text_model": folder}}, "filter": {"match": {"uncalibrated": "judge", "text_score_max": most}}}
        entailed = entailment_filter(Config.model_validate(sections))
        assert entailed is not None
        assert [said is not None for said in entailed.judge([CAPTION], TEXTS[:1], ["attribute"], ["colour"]).said] == [rejected]


def test_the_verifier_is_the_matcher_before_selection_else_that_of_the_filter() -> None:
    def verifier(**sections: object) -> EntailmentFilter | None:
        config = Config.model_validate(sections)
        return paraphrase_verifier(config, entailment_filter(config))

    assert verifier(rewrite={"writer": "write"}) is None
    of_filter = verifier(rewrite={"writer": "write"}, filter={"match": {"text_model": "text"}})
    assert of_filter is not None
    config = Config.model_validate({"rewrite": {"writer": "write", "balance": {"text_model": "text"}}})
    before = entailment_filter(config)
    assert paraphrase_verifier(config, before) is before
    assert verifier(rewrite={"writer": "score", "balance": {"text_model": "text"}}) is None
    for off in ({"positives_per_caption": 0}, {"write": {"paraphrases": False}}):
        assert verifier(rewrite={"writer": "write", **off}, filter={"match": {"text_model": "text"}}) is None
