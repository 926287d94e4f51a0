"""The input as tables of `part_size` records, in a fixed order, each record exactly once, readable or not."""

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.captions.cleaning.duplicates import Seen, hash_of
from hardneg.captions.fields.records import Broken, Record, shortened
from hardneg.captions.fields.tables import Picture, image_column, source_column
from hardneg.captions.files.inputs import find
from hardneg.captions.files.sources import Input, Source
from hardneg.captions.readers import read
from hardneg.captions.selection import select
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import InputRow

VERSION = 2
READING = (
    "format", "form", "separator", "delimiter", "header", "encoding", "caption_column", "image_column", "key_column",
    "text_endings", "image_endings", "lines",
)  # fmt: skip
"""Fields of `CaptionsConfig` that reading depends on, besides whether images are ignored and whether they have a root of their own."""


class Named(NamedTuple):
    """A record and the name of the source it is from."""

    source: str
    record: Record


def cut(input: str, config: Config, found: Input | None = None) -> Iterator[pa.Table]:
    """Tables of `InputRow`, all of `config.part_size` rows but the last. Memory: a part, and `duplicates.Seen`.

    `found` is what `select` made of the input, where that is known.

    Raises:
        UserError: On the first `next`: nothing is there, nothing in it can be read, or a column is missing.
    """
    seen = Seen()
    records = _records(input, config, found)
    while part := list(islice(records, config.part_size)):
        yield _table(part, seen, config)


def sources_fingerprint(input: str, config: Config) -> str:
    """Hash of names, sizes and times (or etags) of the input's files and of what reading depends on: equal means the same parts."""
    found = find(input, config.captions)
    sources = found.sources if found.held is None else [*found.sources, found.held]
    files = [(source.fs, path) for source in sources for path in source.members or [source.path]]
    told: list[object] = [VERSION, config.part_size, config.captions.images == "ignore", config.captions.image_root is None]
    told += [getattr(config.captions, name) for name in READING]
    digest = blake2b(json.dumps(told).encode(), digest_size=16)
    for source in sources:
        digest.update(json.dumps([source.name, source.format]).encode())
    digest.update(json.dumps([path.removeprefix(found.root) for path in found.images]).encode())
    for fs, path in files:
        info = fs.info(path)
        when = next((info[name] for name in ("ETag", "etag", "mtime", "LastModified", "created") if info.get(name) is not None), None)
        digest.update(json.dumps([path.removeprefix(found.root), info.get("size"), str(when)]).encode())
    return digest.hexdigest()


def _records(input: str, config: Config, found: Input | None) -> Iterator[Named]:
    """Records of all sources; where one breaks, a record that says so. Breaks are held back until a record was read."""
    found = found or select(input, config.captions)
    held: list[Named] | None = []
    for source in found.sources:
        count = 0
        try:
            for record in read(source, config.captions):
                if held is not None:
                    if record.defect is Reason.LIST_OF_TAGS:
                        raise UserError(f"{source.path}, record {record.key}: {record.detail}")
                    yield from held
                    held = None
                count += 1
                yield Named(source.name, record)
        except Broken as error:
            where = Named(source.name, _break(count, error))
            if held is None:
                yield where
            else:
                held.append(where)
    if held:
        raise UserError(f"{input}: nothing in it can be read: {held[0].record.detail}")
    if held is not None:
        raise UserError(f"{input}: no captions in it: {_emptiness(found.sources)}")


def _break(count: int, error: Broken) -> Record:
    return Record(f"after {count}", defect=Reason.BAD_RECORD, detail=shortened(f"broken after {count} records: {error}"))


def _emptiness(sources: Sequence[Source]) -> str:
    size = sum(source.fs.size(source.path) or 0 for source in sources if not source.members)
    return "it is empty" if size == 0 else "it has no records"


def _table(part: list[Named], seen: Seen, config: Config) -> pa.Table:
    names = [source for source, _ in part]
    keys, captions, paths, data, offsets, sizes, defects, details, images = zip(*(record for _, record in part), strict=True)
    columns: dict[str, Any] = {
        "source": source_column(names, keys),
        "caption": pa.array(captions, pa.string()),
        "image": image_column([Picture(b, p) if b is not None or p is not None else None for b, p in zip(data, paths, strict=True)]),
        "image_offset": pa.array(offsets, pa.int64()),
        "image_size": pa.array(sizes, pa.int64()),
        "image_id": pa.array(images, pa.string()),
        "duplicate_of": pa.array(_duplicates(part, seen, config), pa.string()),
        "defect": pa.array(defects, pa.string()),
        "detail": pa.array(details, pa.string()),
    }
    return pa.table(columns, schema=arrow_schema(InputRow))


def _duplicates(part: list[Named], seen: Seen, config: Config) -> list[str | None]:
    sound = [i for i, (_, record) in enumerate(part) if record.defect is None]
    hashes = [hash_of(part[i].record.caption or "", _identity(part[i], config)) for i in sound]
    firsts = seen.add(hashes, [part[i].record.key for i in sound])
    marks: list[str | None] = [None] * len(part)
    for i, first in zip(sound, firsts, strict=True):
        marks[i] = first
    return marks


def _identity(named: Named, config: Config) -> bytes:
    """What tells an image from another: its content where that is at hand, else where it is."""
    source, record = named
    if record.image_bytes is not None:
        return blake2b(record.image_bytes, digest_size=16).digest()
    if record.image_path is None:
        return b"" if record.image_id is None else f"{source}\0{record.image_id}".encode()
    if record.image_offset is not None:
        return f"{source}\0{record.image_offset}".encode()
    folder = "" if config.captions.image_root is not None or "://" in record.image_path else source.rpartition("/")[0]
    return f"{folder}\0{record.image_path}".encode()
