from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from judged_run import judged_run, with_image

from hardneg.errors import UserError
from hardneg.grammar.splice import splice
from hardneg.labelling.sample import sample
from hardneg.schemas.family import Family
from hardneg.schemas.rows import RewrittenRow
from hardneg.shards.files import find_shards

Run = Callable[..., Path]
Row = Callable[..., RewrittenRow]
ALL = list(Family)


@pytest.fixture
def out(run_of: Run, rewritten: Row, tmp_path: Path) -> str:
    return str(judged_run(run_of, tmp_path / "out", [rewritten(i) for i in range(30)], rejected=8))


def test_both_sides_are_sampled_in_equal_shares_of_the_families(out: str) -> None:
    found = sample(out, 20, ALL, seed=0, rejected=0.4)
    assert Counter((item.family, item.kept) for item in found.items) == {
        ("attribute", True): 4,
        ("count", True): 4,
        ("object", True): 4,
        ("attribute", False): 8,
    }
    assert (found.kept, found.rejected) == ({"attribute": 30, "count": 30, "object": 30}, {"attribute": 8})


def test_no_negative_is_sampled_twice_and_the_edits_of_each_give_it(out: str) -> None:
    items = sample(out, 200, ALL, seed=0, rejected=0.4).items
    assert len({item.id for item in items}) == len(items) == 98
    assert all(splice(item.caption, item.edits) == item.negative for item in items)
    assert "other" not in {item.id for item in items}  # was rejected, but not as still true


def test_where_one_side_is_short_the_other_fills_the_sample(out: str) -> None:
    assert Counter(item.kept for item in sample(out, 60, ALL, seed=0, rejected=0.5).items) == {True: 52, False: 8}
    assert Counter(item.kept for item in sample(out, 98, ALL, seed=0, rejected=0.01).items) == {True: 90, False: 8}
    assert all(item.kept for item in sample(out, 98, ALL, seed=0, rejected=0).items)


def test_without_a_share_of_rejects_none_is_read(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardneg.labelling.sample._rejects", lambda *_: pytest.fail("rejects are read"))
    assert len(sample(out, 20, ALL, seed=0, rejected=0).items) == 20


def test_a_sample_follows_from_its_seed(out: str) -> None:
    assert sample(out, 20, ALL, 1, 0.4) == sample(out, 20, ALL, 1, 0.4)
    assert {item.id for item in sample(out, 20, ALL, 1, 0.4).items} != {item.id for item in sample(out, 20, ALL, 2, 0.4).items}


def test_kept_and_rejected_negatives_are_in_no_order(out: str) -> None:
    kept = [item.kept for item in sample(out, 40, ALL, 0, 0.4).items]
    assert sorted(kept) != kept != sorted(kept, reverse=True)


def test_one_family_alone_may_be_sampled_and_one_that_is_missing_is_said(out: str) -> None:
    assert {item.family for item in sample(out, 10, ["count"], 0, 0.4).items} == {"count"}
    with pytest.raises(UserError, match="no negatives to label of temporal"):
        sample(out, 10, ["temporal"], 0, 0.4)


def test_negatives_of_one_image_are_one_group_and_rejected_ones_have_the_image_of_their_caption(
    run_of: Run, rewritten: Row, tmp_path: Path
) -> None:
    rows = [with_image(rewritten(i), ("red", "blue")[i]) for i in range(2)]
    items = sample(str(judged_run(run_of, tmp_path / "out", rows, rejected=2)), 50, ALL, 0, 0.4).items
    assert len({item.group for item in items}) == 2
    images = {row.id: row.image for row in rows}
    assert all(item.image == images[item.caption_id].model_dump() for item in items)  # type: ignore[union-attr]
    assert {item.kept for item in items} == {True, False}


def test_a_folder_of_shards_has_kept_negatives_alone(out: str) -> None:
    found = sample(f"{out}/shards", 20, ALL, 0, 0.4)
    assert [item.kept for item in found.items] == [True] * 20


def test_what_holds_no_shards_or_a_damaged_one_is_the_users_mistake(out: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no shards here"):
        sample(str(tmp_path / "nothing"), 20, ALL, 0, 0.4)
    for shard in Path(out, "shards").glob("*.parquet"):
        shard.write_bytes(b"damaged")
    with pytest.raises(UserError, match="is not a readable shard"):
        sample(out, 20, ALL, 0, 0.4)


def test_kept_and_rejected_negatives_of_an_image_without_a_name_are_one_group(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    rows = [with_image(rewritten(i), colour).model_copy(update={"image_id": None}) for i, colour in enumerate(("red", "red", "blue"))]
    items = sample(str(judged_run(run_of, tmp_path / "out", rows, rejected=3)), 50, ALL, 0, 0.4).items
    groups = {caption: {(item.group, item.kept) for item in items if item.caption_id == caption} for caption in ("c0", "c1", "c2")}
    assert all(len(each) == 2 and len({group for group, _ in each}) == 1 for each in groups.values())
    assert groups["c0"] == groups["c1"] != groups["c2"]


def test_shards_before_format_4_give_the_same_groups(run_of: Run, rewritten: Row, tmp_path: Path) -> None:
    rows = [with_image(rewritten(i), "red").model_copy(update={"image_id": None}) for i in range(3)]
    out = judged_run(run_of, tmp_path / "out", rows, rejected=3)
    for file in map(Path, find_shards(str(out))):
        table = pq.read_table(file)
        index = table.schema.get_field_index("image_id")
        pq.write_table(table.set_column(index, table.schema.field(index), pa.nulls(len(table), pa.string())), file)
    assert len({item.group for item in sample(str(out), 50, ALL, 0, 0.4).items}) == 1
