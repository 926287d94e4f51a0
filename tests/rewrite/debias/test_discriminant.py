import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.rewrite.debias.discriminant import FEWEST, RIDGE, cross_fitted, discriminant, discriminants, scale_of
from hardneg.rewrite.debias.embedder import States

WIDTH = 4
FAMILY = ["object"]


def drawn(count: int, seed: int = 0, shift: float = 1.0) -> States:
    """Draw states whose first dimension is positive in most."""
    found = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    found[:, 0] += shift
    return found


def halves(count: int, seed: int = 0) -> npt.NDArray[np.bool_]:
    return np.random.default_rng(seed + 99).random(count) < 0.5


def test_scaled_states_have_a_deviation_of_one_and_constant_dimensions_stay() -> None:
    states = np.random.default_rng(0).normal(size=(200, WIDTH)).astype(np.float32) * np.arange(WIDTH, dtype=np.float32)
    found = states / scale_of(states)
    np.testing.assert_allclose(found[:, 1:].std(0), 1.0, atol=1e-4)
    np.testing.assert_array_equal(found[:, 0], 0.0)
    assert scale_of(np.full((3, 1), 7.0, np.float32)).tolist() == [1.0]


def test_a_discriminant_is_ridge_regression_on_one() -> None:
    states = drawn(300)
    found = discriminant(states)
    gradient = states.T @ (1.0 - states @ found) - RIDGE * 300 * found
    np.testing.assert_allclose(gradient, 0.0, atol=1e-2)


def test_a_discriminant_on_a_base_is_fitted_to_the_residuals() -> None:
    states = drawn(400)
    own = discriminant(states)
    np.testing.assert_allclose(discriminant(states, np.zeros(WIDTH, np.float32)), own, atol=1e-6)
    base = -own
    added = discriminant(states, base) - base
    gradient = states.T @ (1.0 - states @ base - states @ added) - RIDGE * 400 * added
    np.testing.assert_allclose(gradient, 0.0, atol=1e-2)


def test_a_group_has_a_discriminant_of_its_own_where_it_has_enough_pairs() -> None:
    states = drawn(4 * FEWEST)
    large, small = np.arange(4 * FEWEST) < FEWEST, np.arange(4 * FEWEST) < FEWEST - 1
    found = discriminants(states, {"large": large, "small": small, "all": np.ones(4 * FEWEST, np.bool_)})
    assert found is not None
    whole = discriminant(states)
    np.testing.assert_array_equal(found["small"], whole)
    np.testing.assert_array_equal(found["all"], whole)
    np.testing.assert_allclose(found["large"], discriminant(states[large], whole))
    assert not np.allclose(found["large"], whole)


def test_fewer_pairs_than_fifty_teach_nothing() -> None:
    assert discriminants(drawn(FEWEST - 1), {}) is None
    assert discriminants(drawn(FEWEST), {}) == {}
    states = drawn(4 * FEWEST)
    one_side = np.arange(4 * FEWEST) < FEWEST - 1
    assert cross_fitted(states, FAMILY * len(states), one_side, list(range(len(states)))) is None
    assert cross_fitted(states, FAMILY * len(states), ~one_side, list(range(len(states)))) is None


@given(st.integers(0, 1000))
def test_scores_are_of_the_half_that_was_not_learned_from(seed: int) -> None:
    states, selected = drawn(8 * FEWEST, seed), list(range(6 * FEWEST))
    half = halves(len(states), seed)
    found = cross_fitted(states, FAMILY * len(states), half, selected)
    assert found is not None
    assert (found > 0).mean() > 0.6
    reverse = cross_fitted(-states, FAMILY * len(states), half, selected)
    assert reverse is not None
    np.testing.assert_allclose(reverse, found, atol=1e-6)  # the weights change their sign as well
    unseen = states.copy()
    unseen[half] *= -1
    again = cross_fitted(unseen, FAMILY * len(states), half, selected)
    assert again is not None
    assert np.corrcoef(again[half], found[half])[0, 1] == pytest.approx(-1.0)


def test_only_selected_pairs_are_learned_from() -> None:
    states, half = drawn(8 * FEWEST), halves(8 * FEWEST)
    selected = [j for j in range(len(states)) if states[j, 1] > 0]
    found = cross_fitted(states, FAMILY * len(states), half, selected)
    assert found is not None
    assert np.corrcoef(found, states[:, 1])[0, 1] > 0.5


def test_two_families_may_be_recognised_by_the_opposite() -> None:
    families = ["object", "count"] * (4 * FEWEST)
    states = drawn(len(families), shift=0.0)
    states[::2, 0] += 1.0
    states[1::2, 0] -= 1.0
    half, selected = halves(len(states)), list(range(len(states)))
    found = cross_fitted(states, families, half, selected)
    one = cross_fitted(states, FAMILY * len(states), half, selected)
    assert found is not None
    assert one is not None
    assert (found > 0).mean() > 0.7
    assert (one > 0).mean() < 0.6
