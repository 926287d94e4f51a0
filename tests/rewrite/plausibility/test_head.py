import json
from pathlib import Path

import numpy as np
import pytest

from hardneg.errors import UserError
from hardneg.rewrite.plausibility.choose_scorer import scores
from hardneg.rewrite.plausibility.head import DEFAULT, SHIPPED, Head, Scorer, read, save

LIKELY = [
    ("A farmer leads a cow along a muddy lane.", "A farmer leads a horse along a muddy lane."),
    ("Two girls in blue coats wait at the bus stop.", "Two girls in red coats wait at the bus stop."),
    ("A bowl of soup stands on a wooden table.", "A bowl of rice stands on a wooden table."),
    ("A man with a beard drinks coffee in a cafe.", "A woman drinks coffee in a cafe."),
    ("A boat is moored beside a small jetty.", "A canoe is moored beside a small jetty."),
]
SENSELESS = [
    ("A farmer leads a cow along a muddy lane.", "A farmer leads a cow along a muddy spoon."),
    ("Two girls in blue coats wait at the bus stop.", "Two bananas in blue coats wait at the bus stop."),
    ("A bowl of soup stands on a wooden table.", "A bowl of bicycles stands on a wooden table."),
    ("A man with a beard drinks coffee in a cafe.", "A man with a beard paints coffee in a cafe."),
    ("A boat is moored beside a small jetty.", "A boat is chewed beside a small jetty."),
]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(SHIPPED / DEFAULT)


def found(scorer: Scorer, pairs: list[tuple[str, str]]) -> list[float]:
    return scores(scorer, [one for one, _ in pairs], [two for _, two in pairs])


@pytest.mark.slow
def test_the_shipped_scorer_finds_likely_scenes_likelier_than_senseless_ones(scorer: Scorer) -> None:
    likely, senseless = found(scorer, LIKELY), found(scorer, SENSELESS)
    assert min(likely) > np.mean(senseless)
    assert np.mean(likely) > np.mean(senseless) + 0.2


@pytest.mark.slow
def test_a_score_does_not_depend_on_the_other_texts(scorer: Scorer) -> None:
    alone = [found(scorer, [pair])[0] for pair in LIKELY + SENSELESS]
    assert found(scorer, LIKELY + SENSELESS) == pytest.approx(alone, abs=0.002)


def test_a_head_is_stored_whole_and_small(tmp_path: Path) -> None:
    head = Head(np.arange(4, dtype=np.float32), np.ones(4, np.float32), np.full(4, 0.5, np.float32), -1.25)
    save(head, tmp_path, "smollm2-135m-instruct")
    again = read(tmp_path)
    features = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    np.testing.assert_allclose(again.probabilities(features), head.probabilities(features))
    assert sum(path.stat().st_size for path in (SHIPPED / DEFAULT).iterdir()) < 10_000_000


def test_a_folder_that_is_no_scorer_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="train_plausibility"):
        Scorer(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(UserError, match="'bert'"):
        Scorer(tmp_path)


def test_the_revision_names_the_head_and_the_llm_that_it_reads_by(scorer: Scorer) -> None:
    assert scorer.revision.startswith("plausible@")
    assert "+smollm2-135m-instruct@" in scorer.revision


@pytest.mark.slow
def test_a_difference_beyond_the_tokens_that_are_read_is_not_judged(scorer: Scorer) -> None:
    caption = "a dog and " * 200
    assert scorer.score([caption], [f"{caption} a spoon"], [0]).tolist() == [1.0]
