"""Publish the parts of `OUT/input/`. A part's fingerprint is the hash of its content."""

import hashlib

import pyarrow as pa

from hardneg.engine import parts, storage
from hardneg.engine.array_limit import require_fits
from hardneg.engine.order import INPUT
from hardneg.schemas.manifest import Done


def publish(out: str, number: int, rows: pa.Table) -> None:
    """Publish a part, unless it is there with the same content. Its file is read: a marker may stand beside one that is damaged or gone.

    Raises:
        UserError: A column is larger than an array of Arrow can be.
    """
    require_fits(INPUT, rows)
    data = storage.parquet(rows)
    content = hashlib.sha256(data).hexdigest()
    path = parts.rows_path(out, INPUT, number)
    if parts.current(out, INPUT, number, content) and storage.holds(path, content):
        return
    storage.remove(parts.done_path(out, INPUT, number))
    storage.write(path, data)
    done = Done(
        stage=INPUT,
        part=number,
        fingerprint=content,
        rows_in=rows.num_rows,
        rows_out=rows.num_rows,
        sha256={path.rsplit("/", 1)[-1]: content},
        bytes={path.rsplit("/", 1)[-1]: len(data)},
    ).sealed()
    parts.write_record(parts.done_path(out, INPUT, number), done.model_dump(mode="json"))
