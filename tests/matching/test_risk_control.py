from math import comb

import numpy as np
import pytest

from hardneg.matching.risk_control import bound, least_kept, p_value


def flags(valid: int, invalid: int) -> np.ndarray:
    return np.arange(valid + invalid) < valid


def drawn(rng: np.random.Generator, count: int, gap: float, share: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """Return a score that separates valid from invalid by `gap` standard deviations, as p_valid."""
    valid = rng.random(count) >= share
    return 1 / (1 + np.exp(-rng.normal(np.where(valid, gap / 2, -gap / 2), 1.0))), valid


def test_the_p_value_is_the_binomial_tail() -> None:
    for valid, invalid, alpha in ((148, 0, 0.02), (90, 3, 0.1), (10, 10, 0.5)):
        count = valid + invalid
        tail = sum(comb(count, k) * alpha**k * (1 - alpha) ** (count - k) for k in range(invalid + 1))
        assert p_value(flags(valid, invalid), alpha) == pytest.approx(tail)
    assert p_value(flags(0, 0), 0.1) == 1.0


def test_the_least_number_of_rows_is_the_one_that_can_just_be_rejected() -> None:
    for alpha, delta in ((0.02, 0.05), (0.01, 0.05), (0.1, 0.01)):
        need = least_kept(alpha, delta)
        assert p_value(flags(need, 0), alpha) <= delta < p_value(flags(need - 1, 0), alpha)


@pytest.mark.parametrize(("alpha", "gap", "count"), [(0.01, 5.0, 1500), (0.02, 3.0, 1500), (0.05, 2.0, 800), (0.05, 4.0, 150)])
def test_the_share_of_invalid_ones_is_at_most_alpha_in_95_of_100_draws(alpha: float, gap: float, count: int) -> None:
    rng = np.random.default_rng(7)
    p_all, valid_all = drawn(rng, 400_000, gap)
    broken = claimed = 0
    for _ in range(100):
        fitted, _ = drawn(rng, count, gap)
        found = bound(fitted, *drawn(rng, count, gap), alpha, 0.05, default=0.9)
        kept = p_all >= found.threshold
        claimed += found.claimed
        broken += found.claimed and float((~valid_all[kept]).mean()) > alpha
    assert broken <= 5
    assert claimed >= 20


def test_nothing_is_claimed_of_scores_that_tell_nothing() -> None:
    rng = np.random.default_rng(1)
    claims = [bound(rng.random(1000), rng.random(1000), rng.random(1000) > 0.2, 0.02, 0.05, 0.9).claimed for _ in range(100)]
    assert sum(claims) <= 5


def test_too_few_rows_are_refused_in_words_and_the_default_stands() -> None:
    p, valid = drawn(np.random.default_rng(0), 100, 8.0)
    found = bound(p, p, valid, 0.02, 0.05, default=0.77)
    assert (found.claimed, found.threshold) == (False, 0.77)
    assert found.why == "100 held-out rows, but at least 149 are needed to claim a share of 0.02 at delta 0.05"
    assert found.kept == int((p >= 0.77).sum())


def test_a_good_matcher_keeps_almost_all_that_is_valid() -> None:
    rng = np.random.default_rng(3)
    found = bound(drawn(rng, 2000, 5.0)[0], *drawn(rng, 2000, 5.0), 0.02, 0.05, 0.9)
    assert found.claimed
    assert found.valid_kept > 0.97
    assert found.invalid / found.kept < found.upper <= 0.02


def test_where_only_few_are_surely_valid_the_bound_is_found_further_on() -> None:
    """The strictest rows hold an invalid one or two: a single sequence from there would stop at once."""
    p = np.linspace(1, 0, 3000)
    valid = np.ones(3000, bool)
    valid[[3, 50, 120]] = False
    valid[2000:] = False
    found = bound(p, p, valid, 0.01, 0.05, 0.9)
    assert found.claimed
    assert 1400 < found.kept < 2050
