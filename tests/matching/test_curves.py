import numpy as np
import pytest

from hardneg.matching.curves import FAMILY_LEAST, FOLDS, ISOTONIC_LEAST, Labelled, evaluate, fit
from hardneg.schemas.family import Family


def rows(count: int, seed: int = 0, *, shift: bool = False, families: tuple[str, ...] = ("object",), share: float = 0.3) -> Labelled:
    """Scores of negatives two deviations apart; with `shift` an image adds a number to both scores, which only the margin undoes."""
    rng = np.random.default_rng(seed)
    valid = rng.random(count) >= share
    image = rng.normal(0, 5.0 if shift else 0.0, count)
    negative = rng.normal(np.where(valid, -1.5, 1.5), 1.0) + image
    positive = rng.normal(1.5, 0.1 if shift else 2.0, count) + image
    return Labelled(np.asarray([families[i % len(families)] for i in range(count)]), negative, positive, valid)


def folds(count: int) -> np.ndarray:
    return np.arange(count) % FOLDS


def p_of(made: tuple, labelled: Labelled) -> np.ndarray:
    return evaluate(*made, labelled.family, labelled.negative, labelled.positive)


def test_many_rows_give_steps_and_few_a_line() -> None:
    many, few = rows(4 * ISOTONIC_LEAST), rows(200)
    assert fit(many, folds(len(many.valid)))[0].method == "isotonic"
    assert fit(few, folds(200))[0].method == "platt"


@pytest.mark.parametrize("count", [400, 4000])
def test_what_is_called_so_probable_is_so_often_valid(count: int) -> None:
    made, fresh = fit(rows(count), folds(count)), rows(40_000, 1)
    p = p_of(made, fresh)
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 0.95), (0.95, 1.0)):
        here = (p >= low) & (p <= high)
        assert abs(p[here].mean() - fresh.valid[here].mean()) < 0.09


def test_the_margin_is_taken_where_it_tells_more_and_the_score_where_that_does() -> None:
    assert fit(rows(1000, shift=True), folds(1000))[0].feature == "margin"
    assert fit(rows(1000), folds(1000))[0].feature == "score"
    alone = rows(1000)._replace(positive=None)
    assert fit(alone, folds(1000))[0].feature == "score"


def test_families_with_enough_rows_have_their_own_curve() -> None:
    both = rows(1000, families=("object", "count"))
    rare = np.flatnonzero(both.family == "count")[FAMILY_LEAST // 2 :]
    keep = np.ones(1000, bool)
    keep[rare] = False
    some = both.take(keep)
    assert set(fit(both, folds(1000))[1]) == {Family.OBJECT, Family.COUNT}
    pooled, families = fit(some, folds(len(some.valid)))
    assert set(families) == {Family.OBJECT}
    assert len(evaluate(pooled, families, ["count", "relation"], np.zeros(2), np.zeros(2))) == 2


def test_a_family_of_other_scores_is_judged_by_its_own() -> None:
    labelled = rows(2000, families=("object", "count"))
    moved = labelled._replace(negative=labelled.negative + np.where(labelled.family == "count", 6.0, 0.0), positive=None)
    made = fit(moved, folds(2000))
    p = evaluate(*made, ["object", "count"], np.array([3.0, 3.0]), None)
    assert p[0] < 0.1
    assert p[1] > 0.9


def test_nothing_is_certain_and_more_score_is_never_more_valid() -> None:
    for count in (300, 3000):
        pooled, _ = fit(rows(count)._replace(positive=None), folds(count))
        p = evaluate(pooled, {}, ["object"] * 400, np.linspace(-50, 50, 400), None)
        assert 0 < p.min() < 0.1 < 0.9 < p.max() < 1
        assert (np.diff(p) <= 0).all()


def test_a_matcher_that_has_it_the_wrong_way_round_gives_a_level_line() -> None:
    labelled = rows(300)._replace(positive=None)
    pooled, _ = fit(labelled._replace(negative=-labelled.negative), folds(300))
    assert len(set(evaluate(pooled, {}, ["object"] * 3, np.array([-9.0, 0.0, 9.0]), None))) == 1
