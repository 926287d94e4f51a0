"""Publish the input as parts in `OUT/input/`, so that every later stage can work part by part."""

import hashlib
from collections.abc import Callable

import pyarrow as pa
from pydantic import ValidationError

from hardneg.engine import parts, storage
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut, Done

STAGE = "input"


def read_cut(out: str) -> Cut | None:
    """Return the record of what `OUT/input/` was cut from; None where there is none, or where the cut was not finished."""
    try:
        return Cut.model_validate_json(storage.read(_cut_path(out)))
    except (FileNotFoundError, ValidationError):
        return None


def ingest(out: str, input: str, config: Config, say: Callable[[str], None] | None = None) -> tuple[Cut, bool]:
    """Cut `input` into the parts of `OUT/input/` unless they are current and whole; return the record, and whether anything was cut.

    `say` receives one message for each file that is not read or not used.
    A part's fingerprint is the hash of its content, so a part that the changed input leaves equal is not processed again.

    Raises:
        UserError: The input does not exist, cannot be read, or is empty.
    """
    from hardneg.captions.cut import cut, sources_fingerprint
    from hardneg.captions.selection import select

    published = read_cut(out)
    fingerprint = sources_fingerprint(input, config)
    current = published is not None and (published.input, published.fingerprint) == (input, fingerprint)
    if published is not None and current and None not in parts.read_whole(out, STAGE, published.parts):
        return published, False
    found = select(input, config.captions)
    if say is not None:
        for name, why in found.skipped:
            say(f"{STAGE}: {name}: {why}")
    number = 0
    for number, rows in enumerate(cut(input, config, found), start=1):
        if number == 1:
            storage.remove(_cut_path(out))
        _publish(out, number - 1, rows)
    if not number:
        raise UserError(f"{input}: there are no captions in it")
    made = Cut(input=input, fingerprint=fingerprint, parts=number)
    parts.write_record(_cut_path(out), made.model_dump())
    return made, True


def _publish(out: str, number: int, rows: pa.Table) -> None:
    data = storage.parquet(rows)
    content = hashlib.sha256(data).hexdigest()
    if parts.current(out, STAGE, number, content):
        return
    storage.remove(parts.done_path(out, STAGE, number))
    path = parts.rows_path(out, STAGE, number)
    storage.write(path, data)
    done = Done(
        stage=STAGE,
        part=number,
        fingerprint=content,
        rows_in=rows.num_rows,
        rows_out=rows.num_rows,
        sha256={path.rsplit("/", 1)[-1]: content},
        bytes={path.rsplit("/", 1)[-1]: len(data)},
    ).sealed()
    parts.write_record(parts.done_path(out, STAGE, number), done.model_dump(mode="json"))


def _cut_path(out: str) -> str:
    return storage.join(out, STAGE, "done.json")
