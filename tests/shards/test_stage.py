from collections.abc import Callable

from hardneg.engine.parts import count
from hardneg.engine.stage import RunContext
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow, ShardRow
from hardneg.shards.stage import make

Build = Callable[..., RewrittenRow]


def test_every_negative_becomes_a_row_with_its_caption(rewritten: Build) -> None:
    rows = [rewritten(0, image=Image(bytes=b"png", path="a.png")), rewritten(1, gaps=()), rewritten(2, gaps=(4.0,))]
    outcome = make(Config(), RunContext(run_id="run1")).process(to_table(list(rows), RewrittenRow))
    assert outcome.rows.schema == arrow_schema(ShardRow)
    assert outcome.rejects.num_rows == 0
    found = [ShardRow.model_validate(row) for row in outcome.rows.to_pylist()]
    assert [row.id for row in found] == ["c0-object", "c0-attribute", "c0-count", "c2-object"]
    assert found[3] == ShardRow(
        caption_id="c2",
        caption=rows[2].caption,
        positives=["The black dog sits left of two red chairs, number 2."],
        positive_kinds=["article"],
        positive_edits=rows[2].positive_edits,
        image=None,
        source=rows[2].source,
        run_id="run1",
        **rows[2].negatives[0].model_dump(),
    )
    assert [row.image for row in found] == [rows[0].image, None, None, None]


def test_no_rows_give_an_empty_table_of_shard_rows() -> None:
    outcome = make(Config(), RunContext(run_id="run1")).process(arrow_schema(RewrittenRow).empty_table())
    assert outcome.rows.num_rows == 0
    assert outcome.rows.schema == arrow_schema(ShardRow)


def test_an_image_is_on_the_first_row_of_its_caption_only(rewritten: Build) -> None:
    images = [Image(bytes=b"x"), None, Image(path="a.png"), Image(bytes=b"y")]
    gaps = [(1.0, 1.0), (1.0,), (), (1.0, 1.0, 1.0)]
    rows = [rewritten(i, gaps=gap, image=image) for i, (gap, image) in enumerate(zip(gaps, images, strict=True))]
    flat = make(Config(), RunContext(run_id="run1")).process(to_table(list(rows), RewrittenRow)).rows
    found = [row and row["bytes"] for row in flat["image"].to_pylist()]
    assert found == [b"x", None, None, b"y", None, None]


def test_captions_of_an_image_without_a_name_share_a_derived_one(rewritten: Build) -> None:
    rows = [rewritten(0, image=Image(bytes=b"x")), rewritten(1, image=Image(bytes=b"x")), rewritten(2)]
    named = rewritten(3, image=Image(path="a.png")).model_copy(update={"image_id": "a"})
    flat = make(Config(), RunContext(run_id="run1")).process(to_table([*rows, named], RewrittenRow)).rows
    found = dict(zip(flat["caption_id"].to_pylist(), flat["image_id"].to_pylist(), strict=True))
    assert str(found["c0"]).startswith("sha:")
    assert found == {"c0": found["c0"], "c1": found["c0"], "c2": None, "c3": "a"}


def test_the_run_is_in_the_fingerprint() -> None:
    assert make(Config(), RunContext(run_id="run1")).fingerprint() != make(Config(), RunContext(run_id="run2")).fingerprint()


def test_what_needs_an_image_and_was_never_drawn_is_rejected(rewritten: Build) -> None:
    rows = [rewritten(0, image=Image(bytes=b"x")), rewritten(1)]
    rows[0].negatives[1].needs_image = True
    table = to_table(rows, RewrittenRow)
    stage = make(Config(), RunContext(run_id="run1"))
    outcome = stage.process(table)
    assert count(stage, table, outcome).negatives.rejected == {"needs_image": 1}
    assert "c0-attribute" not in outcome.rows["id"].to_pylist()
    assert not any(outcome.rows["needs_image"].to_pylist())
