import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.matching.competence import competence, why_not
from hardneg.matching.curves import Labelled
from hardneg.schemas.calibration import Competence, Curve
from hardneg.schemas.family import Family

POOLED = Curve(method="platt", feature="margin", y=[0.1, 0.9], slope=1.0, valid=1, invalid=1, log_loss=0.1)


def rows(family: str, gap: float, count: int = 300, seed: int = 0, share: float = 0.3) -> Labelled:
    """Return rows whose margins are `gap` standard deviations apart."""
    rng = np.random.default_rng(seed)
    valid = np.arange(count) >= share * count
    return Labelled(np.full(count, family), rng.normal(np.where(valid, -gap, 0.0), 1.0), np.zeros(count), valid)


def both(*tables: Labelled) -> Labelled:
    return Labelled(*(np.concatenate(columns) for columns in zip(*tables, strict=True)))  # type: ignore[arg-type]


def test_a_family_that_the_matcher_cannot_rank_is_told_from_one_that_it_can() -> None:
    seen = both(rows("object", 3.0), rows("word_order", 0.0))
    found = competence(seen, seen._replace(negative=np.zeros(600)), POOLED, {})
    good, bad = found[Family.OBJECT], found[Family.WORD_ORDER]
    assert (good.valid, good.invalid) == (210, 90)
    assert good.auc > 0.97
    assert why_not(good, 0.75, 0.05) is None
    assert 0.4 < bad.auc < 0.6
    assert bad.lower < bad.auc < bad.upper
    assert "not surely above 0.75" in str(why_not(bad, 0.75, 0.05))
    assert "not in its calibration" in str(why_not(found.get(Family.COUNT), 0.75, 0.05))


def test_what_shuffled_images_give_as_well_is_no_competence() -> None:
    seen = rows("object", 3.0)
    texts_alone = competence(seen, seen, POOLED, {})[Family.OBJECT]
    assert texts_alone.shuffled == texts_alone.auc
    assert "with shuffled images" in str(why_not(texts_alone, 0.75, 0.05))
    by_images = competence(seen, rows("object", 0.0, seed=1), POOLED, {})[Family.OBJECT]
    assert why_not(by_images, 0.75, 0.05) is None


def test_an_image_matcher_without_any_shuffled_scores_may_judge_nothing_and_a_text_matcher_needs_none() -> None:
    seen = rows("object", 3.0)
    assert "no scores with shuffled images" in str(why_not(competence(seen, None, POOLED, {})[Family.OBJECT], 0.75, 0.05))
    by_score = POOLED.model_copy(update={"feature": "score"})
    assert why_not(competence(seen._replace(positive=None), None, by_score, {})[Family.OBJECT], 0.75, 0.05) is None


def test_rows_without_a_score_for_another_image_do_not_count_with_shuffled_images() -> None:
    seen, chance = rows("object", 3.0), rows("object", 0.0, seed=1)
    some = chance._replace(negative=np.where(np.arange(300) % 3 == 0, np.nan, chance.negative))
    of = competence(seen, some, POOLED, {})[Family.OBJECT]
    assert of.shuffled is not None
    assert 0.35 < of.shuffled < 0.65
    of_valid_alone = chance._replace(negative=np.where(chance.valid, chance.negative, np.nan))
    assert "and 1.00 with shuffled images" in str(why_not(competence(seen, of_valid_alone, POOLED, {})[Family.OBJECT], 0.75, 0.05))


def test_few_rows_show_nothing_however_well_they_rank() -> None:
    def perfect(invalid: int) -> Competence:
        valid = np.arange(100) >= invalid
        rows = Labelled(np.full(100, "count"), np.where(valid, -1.0, 1.0), np.zeros(100), valid)
        return competence(rows, rows._replace(negative=np.zeros(100)), POOLED, {})[Family.COUNT]

    assert perfect(12).auc == perfect(13).auc == 1.0
    assert why_not(perfect(12), 0.75, 0.05) is not None
    assert why_not(perfect(13), 0.75, 0.05) is None


def test_a_family_of_one_class_has_no_competence() -> None:
    only = rows("object", 1.0, share=0.0)
    assert competence(only, None, POOLED, {}) == {}


def test_the_feature_is_that_of_the_curve_of_the_family() -> None:
    seen = rows("object", 3.0)
    confused = seen._replace(positive=seen.negative)  # the margin says nothing, the score does
    by_score = POOLED.model_copy(update={"feature": "score"})
    assert competence(confused, None, POOLED, {})[Family.OBJECT].auc == 0.5
    assert competence(confused, None, POOLED, {Family.OBJECT: by_score})[Family.OBJECT].auc > 0.97
    texts = seen._replace(positive=None)
    assert competence(texts, None, by_score, {})[Family.OBJECT].pairwise is None


@given(st.integers(2, 60), st.floats(0.05, 0.95), st.floats(-3, 3), st.integers(0, 9))
def test_the_limits_enclose_the_share_of_disjoint_pairs(count: int, share: float, gap: float, seed: int) -> None:
    drawn = rows("object", gap, count, seed, share)
    assert drawn.positive is not None
    margin = drawn.positive - drawn.negative
    valid, invalid = margin[drawn.valid], margin[~drawn.valid]
    pairs = min(len(valid), len(invalid))
    for of in competence(drawn, None, POOLED, {}).values():
        right = float((valid[:pairs] > invalid[:pairs]).mean())
        assert 0.0 <= of.lower <= right + 1e-4
        assert right - 1e-4 <= of.upper <= 1.0
        assert 0.0 <= of.auc <= 1.0


def test_the_share_below_the_caption_has_an_interval_and_a_counterpart_with_shuffled_images() -> None:
    seen = rows("object", 3.0)
    assert seen.positive is not None
    blind = seen._replace(negative=seen.positive + np.resize([1.0, -1.0], len(seen.valid)))
    blind.negative[seen.valid.nonzero()[0][:5]] = np.nan  # no score
    of = competence(seen, blind, POOLED, {})[Family.OBJECT]
    assert of.pairwise is not None
    assert of.pairwise_lower is not None
    assert of.pairwise_upper is not None
    assert of.pairwise_shuffled is not None
    assert of.pairwise_lower < of.pairwise == float(np.round((seen.positive > seen.negative)[seen.valid].mean(), 4)) <= of.pairwise_upper
    assert of.pairwise_shuffled == pytest.approx(0.5, abs=0.05)
    text = competence(seen._replace(positive=None), None, POOLED.model_copy(update={"feature": "score"}), {})[Family.OBJECT]
    assert text.pairwise_lower is text.pairwise_shuffled is None


@pytest.mark.parametrize("gap", [0.5, 1.5])
def test_the_lower_limit_is_above_the_true_auc_in_at_most_one_of_twenty_draws(gap: float) -> None:
    large = competence(rows("object", gap, 40_000, seed=99), None, POOLED, {})[Family.OBJECT].auc
    above = sum(competence(rows("object", gap, 120, seed), None, POOLED, {})[Family.OBJECT].lower > large for seed in range(200))
    assert above <= 18  # 5% of 200 are 10; more than 18 have a probability below one percent
