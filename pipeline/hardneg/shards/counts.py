"""Count the rows of shards, for the done marker and the card."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from hardneg.schemas.manifest import SplitCounts, WriterCounts
from hardneg.shards.features import IMAGES


class Writer(NamedTuple):
    """Identify what wrote a negative: a method, its model, and a version of a prompt."""

    method: str
    model: str | None
    prompt: str | None
    prompt_version: str | None


def counts_of(rows: pa.Table) -> SplitCounts:
    """Count rows of a shard. The captions are left at 0, since the rows of a caption may be in two tables."""
    image = rows["image"]
    return SplitCounts(
        families=_occurrences(rows["family"]),
        images=len(rows) - rows["negative_image"].null_count,
        by_path=pc.sum(pc.and_(image.is_valid(), pc.struct_field(image, "bytes").is_null())).as_py() or 0,
        stored={name: _stored(rows[name]) for name in IMAGES},
        judges=_judges(rows),
    )


def total(some: Iterable[SplitCounts]) -> SplitCounts:
    """Return the sum of counts."""
    families, stored, judges = Counter[str](), Counter[str](), dict[str, Counter[str]]()
    captions = images = by_path = 0
    for one in some:
        families.update(one.families)
        for family, found in one.judges.items():
            judges.setdefault(family, Counter()).update(found)
        stored.update(one.stored)
        captions, images, by_path = captions + one.captions, images + one.images, by_path + one.by_path
    return SplitCounts(
        families=dict(sorted(families.items())),
        captions=captions,
        images=images,
        by_path=by_path,
        stored=dict(stored),
        judges={family: dict(sorted(judges[family].items())) for family in sorted(judges)},
    )


def writers_of(rows: pa.Table) -> Counter[Writer]:
    """Count the rows of each writer."""
    columns = (pc.struct_field(rows["generator"], name).to_pylist() for name in Writer._fields)
    return Counter(Writer(*row) for row in zip(*columns, strict=True))


def writer_counts(some: Iterable[Counter[Writer]]) -> list[WriterCounts]:
    """Return the sum of counts of writers, those of most rows first."""
    counts = sum(some, Counter[Writer]())
    return [
        WriterCounts(**writer._asdict(), rows=rows) for writer, rows in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    ]


def writer_of(counted: WriterCounts) -> Writer:
    """Return what wrote the negatives that `writer_counts` counted."""
    return Writer(*(getattr(counted, name) for name in Writer._fields))


def _judges(rows: pa.Table) -> dict[str, dict[str, int]]:
    """Return the rows of each family by their judge."""
    found: dict[str, dict[str, int]] = {}
    table = pa.table({"family": rows["family"].cast(pa.string()), "judge": pc.fill_null(rows["judged_by"], "")})
    counted = table.group_by(["family", "judge"]).aggregate([([], "count_all")])
    for row in counted.to_pylist():
        found.setdefault(row["family"], {})[row["judge"]] = row["count_all"]
    return found


def _stored(images: pa.ChunkedArray) -> int:
    return pc.sum(pc.struct_field(images, "bytes").is_valid()).as_py() or 0


def _occurrences(values: pa.ChunkedArray) -> dict[str, int]:
    return {item["values"]: item["counts"] for item in values.value_counts().to_pylist()}
