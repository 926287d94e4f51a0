from collections.abc import Callable

import pyarrow as pa

from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import SplitCounts, WriterCounts
from hardneg.schemas.rows import Generator, Image, RewrittenRow
from hardneg.shards.counts import counts_of, total, writer_counts, writers_of
from hardneg.shards.stage import make

Row = Callable[..., RewrittenRow]


def flat(*rows: RewrittenRow) -> pa.Table:
    return make(Config()).process(to_table(list(rows), RewrittenRow)).rows


def test_rows_are_counted_by_family_and_by_the_matcher_that_judged_them(rewritten: Row) -> None:
    row = rewritten(0)
    judged = row.negatives[0].model_copy(update={"p_valid": 0.9, "judged_by": "text"})
    counts = counts_of(flat(row.model_copy(update={"negatives": [judged, *row.negatives[1:]]})))
    assert counts.families == {"object": 1, "attribute": 1, "count": 1}
    assert counts.judged_by == {"text": 1, "": 2}


def test_images_that_only_have_a_path_are_counted(rewritten: Row) -> None:
    assert counts_of(flat(rewritten(0, image=Image(path="0.png")))).by_path == 1  # `pack` repeats the image in each row
    assert counts_of(flat(rewritten(0, image=Image(bytes=b"0")))).by_path == 0
    assert counts_of(flat(rewritten(0, image=Image(bytes=b"0")))).stored == {"image": 1, "negative_image": 0}
    assert counts_of(flat(rewritten(0))).by_path == 0


def test_counts_of_shards_add_up() -> None:
    one = SplitCounts(families={"count": 2}, captions=1, images=1, stored={"image": 2}, judges={"count": {"text": 2}})
    other = SplitCounts(
        families={"count": 1, "action": 3}, captions=2, by_path=4, stored={"image": 3}, judges={"count": {"": 1}, "action": {"": 3}}
    )
    assert total([one, other]) == SplitCounts(
        families={"action": 3, "count": 3},
        captions=3,
        images=1,
        by_path=4,
        stored={"image": 5},
        judges={"action": {"": 3}, "count": {"": 1, "text": 2}},
    )
    assert total([]) == SplitCounts()


def test_writers_are_told_apart_by_the_version_of_their_prompt(rewritten: Row) -> None:
    row = rewritten(0)
    by_llm = Generator(method="llm", model="m", prompt="count", prompt_version="2", prompt_hash="0", seed=1)
    negatives = [row.negatives[0], *(each.model_copy(update={"generator": by_llm}) for each in row.negatives[1:])]
    found = writers_of(flat(row.model_copy(update={"negatives": negatives})))
    assert writer_counts([found, found]) == [
        WriterCounts(method="llm", model="m", prompt="count", prompt_version="2", rows=4),
        WriterCounts(method="rules", rows=2),
    ]
