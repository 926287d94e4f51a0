import hashlib
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pytest
from labelled import labelled_scores

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.matching.bounds import bounds_of
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
    assert bounds_of(again, 0.03) == bounds_of(made, 0.03)
    assert (tmp_path / ROWS).stat().st_size < 40_000


def test_one_half_is_for_curves_and_competence_and_the_other_for_bounds() -> None:
    record = calibrate(labelled(3000, group=5), "m@a", "a test").record
    assert 1200 < record.rows_fit < 1800
    assert record.rows_fit % 5 == 0
    assert record.rows_fit + record.rows_bound == record.rows == 3000
    assert max(of.valid + of.invalid for of in record.competence.values()) <= record.rows_fit / 5
    assert "independent draws" in record.assumptions


def with_added(rows: pa.Table, added: pa.Table) -> pa.Table:
    place = rows.schema.get_field_index("added")
    return pa.concat_tables([rows, added.set_column(place, rows.schema.field(place), pa.array([True] * len(added)))])


def test_rows_of_scenes_with_things_added_count_for_competence_alone() -> None:
    rows, more = labelled(3000, group=1), labelled(3000, seed=1, group=1, share=0.5)
    alone, both = (calibrate(each, "m@a", "a test") for each in (rows, with_added(rows, more)))
    assert both.record.pooled == alone.record.pooled
    assert both.record.families == alone.record.families
    assert both.record.invalid_share == alone.record.invalid_share
    assert bounds_of(both, 0.05) == bounds_of(alone, 0.05)
    assert 1200 < both.record.rows_added < 1800  # those of groups in the half for the bounds count nowhere
    for family, of in both.record.competence.items():
        assert of.invalid > 2 * alone.record.competence[family].invalid
        assert of.lower > alone.record.competence[family].lower


def test_a_family_of_which_a_matcher_knows_too_little_of_runs_is_judged_by_added_rows() -> None:
    rows = labelled(900, group=1, share=0.03)
    few = calibrate(rows, "m@a", "a test").record.competence[Family.COUNT]
    enough = calibrate(with_added(rows, labelled(300, seed=1, group=1, share=0.5)), "m@a", "a test").record.competence[Family.COUNT]
    assert few.lower < 0.75 < enough.lower


def test_added_rows_by_themselves_are_no_calibration() -> None:
    rows = labelled(60)
    with pytest.raises(UserError, match="no valid negative among 0 rows of scenes without things added"):
        calibrate(with_added(rows.slice(0, 0), rows), "m@a", "a test")


def test_a_calibration_of_before_added_rows_is_loaded(tmp_path: Path) -> None:
    made = calibrate(labelled(), "m@a", "a test")
    save(made, tmp_path)
    old = storage.parquet(made.rows.drop_columns(["added"]))
    (tmp_path / ROWS).write_bytes(old)
    record = json.loads((tmp_path / RECORD).read_text()) | {"data": hashlib.sha256(old).hexdigest()}
    del record["rows_added"]
    (tmp_path / RECORD).write_text(json.dumps(record))
    again = load(tmp_path)
    assert again is not None
    assert bounds_of(again, 0.03) == bounds_of(made, 0.03)


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
    with pytest.raises(UserError, match="a score is missing or no number"):
        calibrate(broken, "m@a", "a test")


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
    (tmp_path / RECORD).write_text((tmp_path / RECORD).read_text().replace('"version": 3', '"version": 2'))
    with pytest.raises(UserError, match="or by another version; run `hardneg calibrate-matcher`"):
        load(tmp_path)
    (tmp_path / RECORD).write_text("{}")
    with pytest.raises(UserError, match="run `hardneg calibrate-matcher`"):
        load(tmp_path)
