import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest
from matching.test_calibration import labelled

from hardneg.matching.bounds import bounds_of
from hardneg.matching.calibration import calibrate
from hardneg.schemas.family import Family

OBJECT, COUNT, RELATION = Family.OBJECT, Family.COUNT, Family.RELATION


def with_noise(rows: pa.Table, family: str) -> pa.Table:
    """Return the rows with scores of this family that say nothing."""
    confused = pa.array([name == family for name in rows["family"].to_pylist()])
    noise = pa.array(np.random.default_rng(1).normal(0.0, 1.0, len(rows)), pa.float32())
    return rows.set_column(2, rows.schema.field(2), pyarrow.compute.if_else(confused, noise, rows["score_negative"]))


def test_families_of_many_rows_have_bounds_of_their_own_and_the_rest_one_together() -> None:
    rows = labelled(3000, gap=6.0)
    rare = pa.array([name != "relation" or i % 10 == 0 for i, name in enumerate(rows["family"].to_pylist())])
    bounds = bounds_of(calibrate(rows.filter(rare), "m@a", "a test"), 0.05, judged=[OBJECT, COUNT, RELATION])
    assert sorted(len(bound.families) for bound in bounds) == [1, 2]  # relation has too few by itself, and another joins it
    assert RELATION in bounds[1].families
    assert all(bound.claimed and bound.upper <= 0.05 for bound in bounds)
    assert [bound.families for bound in bounds_of(calibrate(rows, "m@a", "a test"), 0.05, judged=[OBJECT, COUNT])] == [[OBJECT], [COUNT]]


def test_few_rows_share_one_bound() -> None:
    (bound,) = bounds_of(calibrate(labelled(1500, gap=6.0), "m@a", "a test"), 0.02, judged=[OBJECT, COUNT])
    assert (bound.families, bound.claimed) == ([OBJECT, COUNT], True)


def test_a_family_that_the_matcher_cannot_judge_takes_nothing_from_the_bound_of_others() -> None:
    made = calibrate(with_noise(labelled(3000, gap=6.0), "relation"), "m@a", "a test")
    assert made.record.competence[RELATION].lower < 0.75 < made.record.competence[COUNT].lower
    able = bounds_of(made, 0.05, judged=[OBJECT, COUNT])
    assert all(bound.claimed and bound.valid_kept > 0.95 for bound in able)
    everything = bounds_of(made, 0.05, judged=[OBJECT, COUNT, RELATION])
    assert not all(bound.claimed for bound in everything)
    assert next(bound for bound in everything if bound.families == [OBJECT]).claimed  # one threshold for all would hide the difference
    (nothing,) = bounds_of(made, 0.05, judged=[])
    assert not nothing.claimed


def test_claims_that_hold_together_are_stricter_than_one_alone() -> None:
    made = calibrate(labelled(3000, gap=4.0), "m@a", "a test")
    (alone,), together = bounds_of(made, 0.05, judged=[OBJECT]), bounds_of(made, 0.05, judged=[OBJECT, COUNT, RELATION])
    assert len(together) == 3
    assert together[0].upper > alone.upper  # at the confidence with which each is tested
    assert {bound.delta for bound in together} == {0.05}


def test_few_labels_are_no_error_but_nothing_is_claimed() -> None:
    (bound,) = bounds_of(calibrate(labelled(80), "m@a", "a test"), 0.02, default=0.8)
    assert (bound.claimed, bound.threshold) == (False, 0.8)
    assert "at least 149 are needed" in str(bound.why)


@pytest.mark.slow
def test_in_95_of_100_calibrations_no_bound_is_broken() -> None:
    fresh = labelled(60_000, seed=10**6, gap=4.0)
    valid, family = np.asarray(fresh["valid"], bool), np.asarray(fresh["family"].to_pylist())
    broken, kept_share, own = 0, [], 0
    for seed in range(100):
        made = calibrate(labelled(3000 if seed % 2 else 1200, seed, gap=4.0), "m@a", "a test")
        p = made.p_valid(family.tolist(), fresh["score_negative"], fresh["score_positive"])
        bounds = bounds_of(made, 0.05, judged=[OBJECT, COUNT, RELATION])
        own += len(bounds) == 3
        wrong = False
        for bound in bounds:
            here = np.isin(family, [each.value for each in bound.families])
            kept = here & (p >= bound.threshold)
            wrong |= bound.claimed and float((~valid[kept]).mean()) > 0.05
            kept_share.append(float((kept & valid).sum() / (here & valid).sum()) if bound.claimed else 0.0)
        broken += wrong
    assert own >= 50
    assert broken <= 5
    assert np.mean(kept_share) > 0.8
