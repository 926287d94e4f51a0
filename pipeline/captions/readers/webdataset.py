"""WebDataset: files that share a name up to its first dot make one sample, in a tar or in a folder.

The name up to the dot is the key. The caption is in `.txt`, or in `.json` (an object with a caption column, or a string) where there is no
`.txt` or `captions.caption_column` is set. In a plain tar an image is referred to by offset; in a compressed one its bytes are taken.
"""

import json
import posixpath
from collections.abc import Iterator
from typing import Any

from pipeline.captions.columns import choose
from pipeline.captions.readers.tar import Member, members
from pipeline.captions.records import Record, records_of, tag_separator
from pipeline.captions.sources import IMAGES, Source
from pipeline.captions.streams import decompressed
from schemas.config import CaptionsConfig
from schemas.reasons import Reason

TEXTS = (".txt", ".json")
MEMBER_LIMIT = 1 << 28
Sample = dict[str, Member]
"""The members of a sample by their ending."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """One record a sample, or several where its JSON holds a list of captions."""
    samples = _in_folder(source) if source.members else _in_tar(source, config)
    column: str | None = None
    for key, sample in samples:
        value = _described(key, sample, config)
        if isinstance(value, dict):
            column = column or _column(value, source, config)
            value = value.get(column)
        records = [value] if isinstance(value, Record) else records_of(key, value, separator=tag_separator(config))
        image = None if config.images == "ignore" else next((sample[ending] for ending in IMAGES if ending in sample), None)
        yield from records if image is None else (_pictured(record, image, source) for record in records)


def _in_tar(source: Source, config: CaptionsConfig) -> Iterator[tuple[str, Sample]]:
    inline = TEXTS if source.compression is None or config.images == "ignore" else TEXTS + IMAGES
    with decompressed(source) as stream:
        total = None if source.compression else stream.seek(0, 2)
        if total is not None:
            stream.seek(0)
        key, sample, pictured = "", Sample(), False
        try:
            for member in members(stream, inline, total):
                stem, ending = _split(member.name)
                if stem is None:
                    continue
                if stem != key and sample:
                    yield key, sample
                    sample = {}
                key = stem
                sample[ending] = member
                pictured |= ending in IMAGES
        except Exception:  # of any decompressor; `decompressed` turns it into Broken
            if _whole(sample, pictured):
                yield key, sample
            raise
        if sample:
            yield key, sample


def _whole(sample: Sample, pictured: bool) -> bool:
    """Whether a sample that the break may have cut has all that the samples of its tar have."""
    return any(ending in TEXTS for ending in sample) and (not pictured or any(ending in IMAGES for ending in sample))


def _in_folder(source: Source) -> Iterator[tuple[str, Sample]]:
    named = []
    for path in source.members:
        name = posixpath.relpath(path, source.path)
        stem, ending = _split(name)
        if stem is not None and ending in TEXTS + IMAGES:
            named.append((stem, ending, path, name))
    key, sample = "", Sample()
    for stem, ending, path, name in sorted(named):
        if stem != key and sample:
            yield key, sample
            sample = {}
        key = stem
        data = source.fs.cat_file(path) if ending in TEXTS and source.fs.size(path) < MEMBER_LIMIT else None
        sample[ending] = Member(name, 0, 0, data)
    if sample:
        yield key, sample


def _split(name: str) -> tuple[str | None, str]:
    """Key and ending; no key for files that are hidden or have no ending."""
    folder, base = posixpath.split(name)
    stem, dot, _ = base.partition(".")
    if not stem or not dot:
        return None, ""
    return posixpath.join(folder, stem), posixpath.splitext(base)[1].lower()


def _described(key: str, sample: Sample, config: CaptionsConfig) -> Any:
    """What stands in the sample's `.txt` or `.json`, or a record that says why there is nothing."""
    text, described = sample.get(".txt"), sample.get(".json")
    if text is not None and (config.caption_column is None or described is None):
        return text.data
    if described is None:
        return Record(key, defect=Reason.NO_CAPTION, detail=f"{key} has neither .txt nor .json")
    try:
        return json.loads((described.data or b"").decode())
    except UnicodeDecodeError as error:
        return Record(key, defect=Reason.INVALID_UTF8, detail=f"{key}.json: byte {error.start}: {error.reason}")
    except (ValueError, RecursionError) as error:
        return Record(key, defect=Reason.BAD_RECORD, detail=f"{key}.json is not valid JSON: {error}")


def _column(value: dict[str, Any], source: Source, config: CaptionsConfig) -> str:
    """Column of the caption in all JSON members, told from the first; the other columns are not used here."""
    return choose(value, config.model_copy(update={"image_column": None, "key_column": None}), source.path).caption


def _pictured(record: Record, image: Member, source: Source) -> Record:
    if image.data is not None:
        return record._replace(image_path=image.name, image_bytes=image.data)
    if source.members:
        return record._replace(image_path=image.name)
    return record._replace(image_path=image.name, image_offset=image.offset, image_size=image.size)
