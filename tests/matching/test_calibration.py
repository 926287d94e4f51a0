from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest
from labelled import labelled_scores

from hardneg.errors import UserError
from hardneg.matching.calibration import RECORD, ROWS, calibrate, load, save
from hardneg.schemas.family import Family


def labelled(count: int = 1200, seed: int = 0, *, group: int = 0, text: bool = False, share: float = 0.2, gap: float = 5.0) -> pa.Table:
    """Scores in three families; `group` rows a group (0: none is named)."""
    rng = np.random.default_rng(seed)
    valid = rng.random(count) >= share
    columns = {
        "group": [None if not group else f"{seed}-{i // group}" for i in range(count)],
        "family": [("object", "count", "relation")[i % 3] for i in range(count)],
        "score_negative": rng.normal(np.where(valid, -gap / 2, gap / 2), 1.0),
        "score_positive": [None] * count if text else rng.normal(gap / 2, 1.0, count),
        "valid": valid,
    }
    return labelled_scores(columns)


def test_what_is_saved_is_loaded_and_gives_the_same(tmp_path: Path) -> None:
    made = calibrate(labelled(), "mine@abc", "a test")
    save(made, tmp_path)
    again = load(tmp_path, "renamed@abc")
    assert again is not None
    assert again.record == made.record
    assert again.hash == made.hash
    assert again.bound(0.03) == made.bound(0.03)
    assert (tmp_path / ROWS).stat().st_size < 40_000


def test_bounds_are_there_for_three_alphas_and_say_what_they_hold(tmp_path: Path) -> None:
    record = calibrate(labelled(3000), "m@a", "a test").record
    assert [bound.alpha for bound in record.bounds] == [0.01, 0.02, 0.05]
    assert all(bound.claimed and bound.valid_kept > 0.9 and bound.upper <= bound.alpha for bound in record.bounds)
    assert record.rows == 3000
    assert record.rows_fit + record.rows_bound == 3000
    assert "independent draws" in record.assumptions


def test_rows_for_the_curve_and_for_the_bound_share_no_group() -> None:
    record = calibrate(labelled(3000, group=5), "m@a", "a test").record
    assert 800 < record.rows_fit < 1200
    assert record.rows_fit % 5 == 0
    assert record.rows_bound == (3000 - record.rows_fit) / 5


def test_a_text_matcher_has_no_score_of_the_caption() -> None:
    made = calibrate(labelled(text=True), "m@a", "a test")
    assert made.p_valid(["object", "object"], [-3.0, 3.0], None)[0] > 0.9
    assert made.mismatch_below(0.01) is None


def test_the_mismatch_score_is_below_all_but_the_asked_share_of_captions() -> None:
    rows = labelled(4000)
    limit = calibrate(rows, "m@a", "a test").mismatch_below(0.01)
    assert limit is not None
    assert 0.005 < np.mean(np.asarray(rows["score_positive"]) < limit) <= 0.01
    assert calibrate(rows, "m@a", "a test").mismatch_below(0.0) is None


@pytest.mark.parametrize(("share", "lacks"), [(0.0, "no invalid negative"), (1.0, "no valid negative")])
def test_data_of_one_class_are_refused(share: float, lacks: str) -> None:
    with pytest.raises(UserError, match=f"calibration data a test: {lacks} among 60 rows"):
        calibrate(labelled(60, share=share), "m@a", "a test")


def test_a_score_that_is_no_number_is_refused() -> None:
    rows = labelled(60)
    broken = rows.set_column(2, rows.schema.field(2), pa.array([float("nan")] + [0.0] * 59, pa.float32()))
    with pytest.raises(UserError, match="a score is no number"):
        calibrate(broken, "m@a", "a test")


def test_the_bound_counts_the_families_that_are_judged_and_no_others() -> None:
    rows = labelled(6000, gap=6.0)
    confused = pa.array([family == "relation" for family in rows["family"].to_pylist()])
    noise = pa.array(np.random.default_rng(1).normal(0.0, 1.0, 6000), pa.float32())
    mixed = rows.set_column(2, rows.schema.field(2), pa.compute.if_else(confused, noise, rows["score_negative"]))
    made = calibrate(mixed, "m@a", "a test")
    assert made.record.competence[Family.RELATION].lower < 0.75 < made.record.competence[Family.COUNT].lower
    everything, able = made.bound(0.02), made.bound(0.02, judged=frozenset({Family.OBJECT, Family.COUNT}))
    assert able.claimed
    assert able.valid_kept > 0.95
    assert not everything.claimed or everything.valid_kept < able.valid_kept
    assert not made.bound(0.02, judged=frozenset()).claimed


def test_scores_with_shuffled_images_are_part_of_the_competence() -> None:
    rows = labelled(3000)
    shuffled = rows.set_column(5, rows.schema.field(5), rows["score_negative"]).set_column(6, rows.schema.field(6), rows["score_positive"])
    assert calibrate(rows, "m@a", "a test").record.competence[Family.COUNT].shuffled is None
    of = calibrate(shuffled, "m@a", "a test").record.competence[Family.COUNT]
    assert of.shuffled == of.auc
    first = pa.compute.equal(pa.array(range(len(rows))), 0)
    for name in ("shuffled_negative", "shuffled_positive"):  # one row got no score, which excuses no other
        lacks_one = pa.compute.if_else(first, pa.scalar(None, pa.float32()), shuffled[name])
        shuffled = shuffled.set_column(shuffled.schema.get_field_index(name), shuffled.schema.field(name), lacks_one)
    assert calibrate(shuffled, "m@a", "a test").record.competence[Family.COUNT].shuffled is not None
    assert of.pairwise is not None
    assert of.pairwise > 0.9


def test_few_rows_are_no_error_but_nothing_is_claimed() -> None:
    made = calibrate(labelled(80), "m@a", "a test")
    bound = made.bound(0.02, default=0.8)
    assert (bound.claimed, bound.threshold) == (False, 0.8)
    assert bound.why is not None
    assert "at least 149 are needed" in bound.why


def test_there_may_be_no_calibration_but_no_half_one(tmp_path: Path) -> None:
    assert load(tmp_path) is None
    save(calibrate(labelled(), "m@a", "a test"), tmp_path)
    (tmp_path / RECORD).unlink()
    with pytest.raises(UserError, match=r"no calibration\.json beside it"):
        load(tmp_path)


def test_other_weights_other_data_and_broken_files_are_refused(tmp_path: Path) -> None:
    save(calibrate(labelled(), "m@a", "a test"), tmp_path)
    with pytest.raises(UserError, match="made for the weights m@a, not m@b"):
        load(tmp_path, "m@b")
    whole = (tmp_path / ROWS).read_bytes()
    (tmp_path / ROWS).write_bytes(whole[:100])
    with pytest.raises(UserError, match="not made of the"):
        load(tmp_path)
    save(calibrate(labelled(seed=1), "m@a", "a test"), tmp_path / "other")
    (tmp_path / ROWS).write_bytes((tmp_path / "other" / ROWS).read_bytes())
    with pytest.raises(UserError, match="not made of the"):
        load(tmp_path)
    (tmp_path / RECORD).write_text((tmp_path / RECORD).read_text().replace('"version": 2', '"version": 1'))
    with pytest.raises(UserError, match="or by another version; run `hardneg calibrate-matcher`"):
        load(tmp_path)
    (tmp_path / RECORD).write_text("{}")
    with pytest.raises(UserError, match="run `hardneg calibrate-matcher`"):
        load(tmp_path)


@pytest.mark.slow
def test_end_to_end_the_share_is_at_most_alpha_in_95_of_100_calibrations() -> None:
    fresh = labelled(150_000, seed=10**6, gap=4.0)
    valid, families = np.asarray(fresh["valid"], bool), fresh["family"].to_pylist()
    broken = {0.02: 0, 0.05: 0}
    kept_share = []
    for seed in range(100):
        made = calibrate(labelled(1500, seed, gap=4.0), "m@a", "a test")
        p = made.p_valid(families, fresh["score_negative"], fresh["score_positive"])
        for alpha in broken:
            bound = made.bound(alpha)
            kept = p >= bound.threshold
            broken[alpha] += bound.claimed and float((~valid[kept]).mean()) > alpha
            kept_share.append(float((kept & valid).sum() / valid.sum()) if bound.claimed else 0.0)
    assert max(broken.values()) <= 5
    assert np.mean(kept_share) > 0.8
