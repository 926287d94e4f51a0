"""Cut the input into tables of `part_size` records, in a fixed order; each record occurs exactly once, readable or not."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import pyarrow as pa
from more_itertools import chunked

from hardneg.captions.cleaning.duplicates import Seen, hash_of
from hardneg.captions.fields.records import Broken, Record, shortened
from hardneg.captions.fields.tables import Picture, image_column, source_column
from hardneg.captions.files.inputs import find
from hardneg.captions.files.sources import Input, Source
from hardneg.captions.readers import read
from hardneg.captions.selection import select
from hardneg.engine.source import code
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import InputRow
from hardneg.wording import amount

NOTHING = "after 0"
"""Key of the reject of a source that is damaged before its first record."""

READING = (
    "format", "form", "separator", "delimiter", "header", "encoding", "caption_column", "image_column", "key_column",
    "text_extensions", "image_extensions", "lines",
)  # fmt: skip
"""Fields of `CaptionsConfig` that affect reading. Whether images are ignored and whether `image_root` is set affect it too."""


class SourceRecord(NamedTuple):
    """Hold a record with the name of its source."""

    source: str
    record: Record


def cut(input: str, config: Config, found: Input | None = None) -> Iterator[pa.Table]:
    """Yield tables of `InputRow`, of `config.part_size` rows each but the last. Memory: one part, and `duplicates.Seen`.

    `found` is the result of `select`, where it is known already.

    Raises:
        UserError: On the first `next`: the input does not exist, none of it can be read, or a column is missing.
    """
    seen = Seen()
    for part in chunked(_records(input, config, found), config.part_size):
        sound, hashes = hashes_of(part, config)
        firsts = seen.add(hashes, [part[i].record.key for i in sound])
        yield table_of(part, dict(zip(sound, firsts, strict=True)))


def require_records(input: str, config: Config, found: Input) -> None:
    """Read up to the first record.

    Raises:
        UserError: As `cut`.
    """
    next(_records(input, config, found))


def sources_fingerprint(input: str, config: Config) -> str:
    """Return a hash of the input's files and the settings that affect reading; equal hashes mean equal parts.

    It covers names, sizes, and modification times or etags, and no content.
    """
    found = find(input, config.captions)
    sources = found.sources if found.held is None else [*found.sources, found.held]
    files = [(source.fs, path) for source in sources for path in source.members or [source.path]]
    settings: list[object] = [code(__name__), config.part_size, config.captions.images == "ignore", config.captions.image_root is None]
    settings += [getattr(config.captions, name) for name in READING]
    digest = blake2b(json.dumps(settings).encode(), digest_size=16)
    for source in sources:
        digest.update(json.dumps([source.name, source.format]).encode())
    digest.update(json.dumps([path.removeprefix(found.root) for path in found.images]).encode())
    for fs, path in files:
        info = fs.info(path)
        when = next((info[name] for name in ("ETag", "etag", "mtime", "LastModified", "created") if info.get(name) is not None), None)
        digest.update(json.dumps([path.removeprefix(found.root), info.get("size"), str(when)]).encode())
    return digest.hexdigest()


def _records(input: str, config: Config, found: Input | None) -> Iterator[SourceRecord]:
    """Yield the records of all sources, with a reject where a source is damaged. The first rejects wait until a record was read.

    Raises:
        UserError: No source has a record.
    """
    found = found or select(input, config.captions)
    held: list[SourceRecord] | None = []
    for source in found.sources:
        for each in records_of_source(source, config):
            if held is None:
                yield each
            elif each.record.defect is Reason.BAD_RECORD and each.record.key == NOTHING:
                held.append(each)
            else:
                if each.record.defect is Reason.LIST_OF_TAGS:
                    raise UserError(f"{source.path}, record {each.record.key}: {each.record.detail}")
                yield from held
                held = None
                yield each
    if held:
        raise UserError(f"{input}: none of its files can be read: {held[0].record.detail}")
    if held is not None:
        raise UserError(f"{input}: there are no captions in it: {_emptiness(found.sources)}")


def records_of_source(source: Source, config: Config) -> Iterator[SourceRecord]:
    """Yield the records of a source, with a reject where it is damaged.

    Raises:
        Broken: A section of a file is damaged: how many records precede it in the file is not known here.
    """
    count = 0
    try:
        for record in read(source, config.captions):
            count += 1
            yield SourceRecord(source.name, record)
    except Broken as error:
        if source.section is not None:
            raise
        yield SourceRecord(source.name, _damage(count, error))


def _damage(count: int, error: Broken) -> Record:
    return Record(f"after {count}", defect=Reason.BAD_RECORD, detail=shortened(f"damaged after {amount(count, 'record')}: {error}"))


def _emptiness(sources: Sequence[Source]) -> str:
    size = sum(source.fs.size(source.path) or 0 for source in sources if not source.members)
    return "it is empty" if size == 0 else "it has no records"


def table_of(part: Sequence[SourceRecord], duplicates: Mapping[int, str | None] | None = None) -> pa.Table:
    """Return records as a table of `InputRow`. `duplicates` holds by index the key of the record that one repeats."""
    firsts = duplicates or {}
    names = [source for source, _ in part]
    keys, captions, paths, data, offsets, sizes, defects, details, images = zip(*(record for _, record in part), strict=True)
    columns: dict[str, Any] = {
        "source": source_column(names, keys),
        "caption": pa.array(captions, pa.string()),
        "image": image_column([Picture(b, p) if b is not None or p is not None else None for b, p in zip(data, paths, strict=True)]),
        "image_offset": pa.array(offsets, pa.int64()),
        "image_size": pa.array(sizes, pa.int64()),
        "image_id": pa.array(images, pa.string()),
        "duplicate_of": pa.array([firsts.get(i) for i in range(len(part))], pa.string()),
        "defect": pa.array(defects, pa.string()),
        "detail": pa.array(details, pa.string()),
    }
    return pa.table(columns, schema=arrow_schema(InputRow))


def hashes_of(part: Sequence[SourceRecord], config: Config) -> tuple[list[int], list[int]]:
    """Return the indices of the records without a defect, and the hash of each: records of equal hash repeat each other."""
    sound = [i for i, (_, record) in enumerate(part) if record.defect is None]
    return sound, [hash_of(part[i].record.caption or "", _identity(part[i], config)) for i in sound]


def _identity(named: SourceRecord, config: Config) -> bytes:
    """Return the identity of an image for the search for duplicates: its content where it was read, else its location."""
    source, record = named
    if record.image_bytes is not None:
        return blake2b(record.image_bytes, digest_size=16).digest()
    if record.image_path is None:
        return b"" if record.image_id is None else f"{source}\0{record.image_id}".encode()
    if record.image_offset is not None:
        return f"{source}\0{record.image_offset}".encode()
    folder = "" if config.captions.image_root is not None or "://" in record.image_path else source.rpartition("/")[0]
    return f"{folder}\0{record.image_path}".encode()
