"""Write shards of a few rows by hand, with row groups of chosen sizes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import PIL.Image
import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ShardRow
from hardneg.shards.features import with_features

FAMILIES = ("attribute", "count", "object", "relation")


def png(red: int, size: int = 8) -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (size, size), (red % 256, 0, 0)).save(file, "PNG")
    return file.getvalue()


def rows_of(number: int, negatives: int, image: dict[str, Any] | None = None, **more: Any) -> list[dict[str, Any]]:
    """Return the rows of caption `number`, one for each of its negatives."""
    caption = {
        "caption_id": f"c{number:05}",
        "caption": f"caption {number}",
        "positives": [f"positive {number}.{i}" for i in range(number % 3)],
        "positive_kinds": ["voice"] * (number % 3),
        "positive_edits": [[]] * (number % 3),
        "image": image,
        "image_id": None if image is None else f"image {number}",
        "source": {"input": "in.jsonl", "key": str(number)},
        "generator": {"method": "rules"},
        "edits": [],
        "n_edits": 1,
        "needs_image": False,
        "kind": "x",
        "run_id": "r",
        "weight": 1.0 + number,
    }
    return [
        caption
        | {"id": f"n{number}.{i}", "negative": f"negative {number}.{i}", "family": FAMILIES[i % 4], "concreteness": 1.0 + i % 4}
        | more
        for i in range(negatives)
    ]


def write_shards(folder: Path, rows: Sequence[dict[str, Any]], row_group: int, shards: int = 1, split: str = "train") -> str:
    """Write rows as shards, the rows of a caption in one of them, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    captions = sorted({row["caption_id"] for row in rows})
    of = {caption: i * shards // len(captions) for i, caption in enumerate(captions)}
    for number in range(shards):
        mine = [row for row in rows if of[row["caption_id"]] == number]
        table = pa.Table.from_pylist(mine, with_features(arrow_schema(ShardRow)))
        pq.write_table(table, folder / f"{split}-{number:05}-of-{shards:05}.parquet", row_group_size=row_group)
    return str(folder)
