"""Make a finished run some of whose negatives a matcher rejected as still true."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import PIL.Image
import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.family import Family
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Image, Reject, RewrittenRow

Run = Callable[..., Path]


def png(colour: str, side: int = 32, format: str = "PNG") -> bytes:
    stream = io.BytesIO()
    PIL.Image.new("RGB", (side, side), colour).save(stream, format)
    return stream.getvalue()


def judged_run(run_of: Run, out: Path, rows: Sequence[RewrittenRow], rejected: int) -> Path:
    """Make a run of `rows`, and of a negative that was rejected as still true for each of the first `rejected` captions."""
    run_of(out, Config(), [list(rows)])
    rejects = [
        Reject(
            id=f"r{i}",
            caption_id=row.id,
            stage="filter",
            reason=Reason.STILL_TRUE,
            detail="p_valid 0.1",
            caption=row.caption,
            negative=row.caption.replace("black dog", "dark dog"),
            family=Family.ATTRIBUTE,
        )
        for i, row in enumerate(rows[:rejected])
    ]
    rejects.append(rejects[0].model_copy(update={"id": "other", "reason": Reason.TOO_LIKELY}) if rejects else _nothing(rows[0]))
    table = pa.Table.from_pylist([each.model_dump(mode="json") for each in rejects], schema=arrow_schema(Reject))
    pq.write_table(table, out / "filter" / "part-00000.rejects.parquet")
    return out


def with_image(row: RewrittenRow, colour: str) -> RewrittenRow:
    """Return the row with an image of its own in its bytes."""
    return row.model_copy(update={"image": Image(bytes=png(colour)), "image_id": row.id})


def _nothing(row: RewrittenRow) -> Reject:
    return Reject(id=row.id, stage="filter", reason=Reason.NONE_KEPT, caption=row.caption)
