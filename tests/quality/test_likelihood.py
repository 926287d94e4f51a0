from contextlib import closing

import pytest
from quality.made import COLOURS, pair_of

from pipeline.quality.likelihood import JUDGE_PREFIX, Likelihood
from schemas.config import LLMConfig


@pytest.mark.slow
def test_pairs_without_gaps_are_scored_and_those_with_gaps_left_alone() -> None:
    nonsense = pair_of("A dog runs on the beach.", "A dog beach on runs the.")
    scored = nonsense._replace(gap=-1.0)

    with closing(Likelihood(LLMConfig())) as likelihood:
        found = likelihood.fill([nonsense, nonsense], seed=0)
        left = likelihood.fill([scored, nonsense], seed=0)

    assert found[0].gap is not None
    assert found[0].gap > 5
    assert found[0] == found[1]
    assert left == [scored, nonsense]


@pytest.mark.slow
def test_a_judge_reads_as_many_pairs_as_asked_whatever_gaps_they_have() -> None:
    pairs = [pair_of(f"A {colour} dog runs on the beach.", f"A {colour} dog beach on runs the.")._replace(gap=-1.0) for colour in COLOURS]

    with closing(Likelihood(LLMConfig(), JUDGE_PREFIX)) as judge:
        found = judge.judge(pairs, seed=0, most=4)

    read = [pair.judge_gap for pair in found if pair.judge_gap is not None]
    assert len(read) == 4
    assert min(read) > 5
    assert {pair.gap for pair in found} == {-1.0}
