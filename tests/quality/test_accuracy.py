import numpy as np
import pytest

from hardneg.quality.accuracy import FEWEST, by_gap, pairwise, wilson


def test_ties_count_half() -> None:
    margins = np.array([1.0, -1.0, 0.0, 0.0] * 20)

    found = pairwise(margins, np.arange(80), seed=0)

    assert found is not None
    assert found.value == 0.5
    assert found.pairs == 80


def test_too_few_pairs_give_no_figure() -> None:
    assert pairwise(np.ones(FEWEST - 1), np.arange(FEWEST - 1), seed=0) is None
    assert by_gap([1.0] * (FEWEST - 1) + [None] * 100, np.arange(FEWEST + 99), seed=0) is None


def test_the_interval_is_of_captions_and_not_of_pairs() -> None:
    right = np.repeat(np.random.default_rng(0).choice([1.0, -1.0], 100), 4)

    alone = pairwise(right, np.arange(400), seed=0)
    together = pairwise(right, np.repeat(np.arange(100), 4), seed=0)

    assert alone is not None
    assert together is not None
    assert together.high - together.low == pytest.approx(2 * (alone.high - alone.low), rel=0.25)
    assert together == pairwise(right, np.repeat(np.arange(100), 4), seed=0)


def test_an_interval_is_wide_even_where_all_are_right() -> None:
    found = pairwise(np.ones(50), np.arange(50), seed=0)

    assert found is not None
    assert found.high == 1.0
    assert found.low == pytest.approx(0.929, abs=0.001)


def test_wilson_is_as_published() -> None:
    assert wilson(0.5, 100) == (pytest.approx(0.4038, abs=1e-4), pytest.approx(0.5962, abs=1e-4))


def test_the_less_likely_text_is_called_the_negative() -> None:
    found = by_gap([2.0, 2.0, 2.0, -1.0, None] * 20, np.arange(100), seed=0)

    assert found is not None
    assert (found.value, found.pairs) == (0.75, 80)
