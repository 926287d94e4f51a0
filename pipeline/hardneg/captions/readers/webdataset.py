"""Read WebDataset: files that share a name are one sample, in a tar or in a folder (see `hardneg.captions.files.samples`).

The captions are in texts (`.txt`, or the endings of `captions.text_extensions`). They are in `.json` (an object with a caption column, or a
string) if there is no text or `captions.caption_column` is set. An image in an uncompressed tar is a reference by offset; the bytes of an
image in a compressed tar are read.
"""

import json
import posixpath
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from typing import Any

from hardneg.captions.fields.columns import choose
from hardneg.captions.fields.kinds import is_missing
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Broken, Record, records_of, tag_separator
from hardneg.captions.fields.texts import flattened, value_at
from hardneg.captions.files.lines import captions_of
from hardneg.captions.files.samples import JSON, Endings, Sample, endings_of, grouped, samples
from hardneg.captions.files.sources import Source
from hardneg.captions.readers.tar import Member
from hardneg.captions.readers.tar_groups import groups
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

MEMBER_LIMIT = 1 << 28
PEEK = 50
"""Number of samples from which the layout is recognised."""


class _Texts(list[Any]):
    """Hold several captions from the texts of a sample."""


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield one record per caption; captions of one image share its `image_id`.

    A sample without captions is a record with a defect, and so is a file that occurs twice or may be no caption.
    """
    columns: tuple[str, ...] = ()
    for sample in _samples(source, config):
        value = _captions(sample, config)
        if isinstance(value, dict):
            columns = columns or _columns(value, source, config, sample)
            value = _of_columns(value, columns, sample)
        for record in _records(sample.key, value, config):
            yield record if sample.image is None or config.images == "ignore" else _pictured(record, sample.image, source)
        for name in sample.repeated:
            yield Record(sample.key, defect=Reason.BAD_RECORD, detail=f"{name} occurs more than once; the first is read")


def _records(key: str, value: Any, config: CaptionsConfig) -> list[Record]:
    if isinstance(value, Record):
        return [value]
    if isinstance(value, bytes):
        record = next(records_of(key, value))
        return [record._replace(detail=f"{record.detail}; set captions.encoding to its encoding, such as cp1252")]
    separator = tag_separator(config)
    if separator is not None and isinstance(value, _Texts):
        records = [record for number, text in enumerate(value) for record in records_of(f"{key}#{number}", text, separator=separator)]
    else:
        records = list(records_of(key, value, separator=separator, several=isinstance(value, _Texts)))
    return [record._replace(image_id=record.image_id or key) for record in records] if len(records) > 1 else records


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout, recognised by the first samples.

    Raises:
        UserError: The first `.json` has no column that looks like a caption.
    """
    endings = endings_of(config)
    captions: dict[str, None] = {}
    images: Counter[str] = Counter()
    unused: dict[str, None] = {}
    several = found = 0
    media = paired = False
    with suppress(Broken), closing(_samples(source, config)) as all_samples:
        for sample in islice(all_samples, PEEK):
            found += 1
            value = _captions(sample, config)
            if isinstance(value, dict) and sample.described is not None:
                captions |= dict.fromkeys(f"{JSON}: {column}" for column in _columns(value, source, config, sample))
            elif not isinstance(value, Record):
                captions |= dict.fromkeys(_ending(member.name, endings) for member in sample.texts or (sample.described,) if member)
                several += isinstance(value, list)
            media |= sample.media is not None
            paired |= sample.image is not None and (bool(sample.texts) or sample.described is not None)
            if sample.image is not None:
                images[_ending(sample.image.name, endings)] += 1
            unused |= dict.fromkeys(sample.unused)
    notes = []
    if several:
        notes.append(
            "images with several texts or lines have one record per caption; set captions.lines=join to read a text as one caption"
        )
    if unused:
        notes.append(f"files that end in {', '.join(unused)} are not used; see captions.text_extensions and captions.image_extensions")
    if found and not images and not media and config.images != "ignore":
        notes.append("no image was found beside the texts; set captions.image_extensions for other endings of images")
    if images and not paired:
        notes.append("the first images have no text beside them: sort the tar by name, or unpack it and name the folder")
    where = "folder of images with texts" if source.members else "tar"
    image = None if config.images == "ignore" else ", ".join(ending for ending, _ in images.most_common()) or None
    return Layout(f"webdataset ({where})", tuple(captions), image, "name of the file", notes=tuple(notes))


def _samples(source: Source, config: CaptionsConfig) -> Generator[Sample[Member]]:
    endings = endings_of(config)
    if source.members:
        yield from _in_folder(source, endings)
        return
    for group in groups(source, config, endings):
        yield from samples(group, endings)


def _in_folder(source: Source, endings: Endings) -> Iterator[Sample[Member]]:
    def read(name: str) -> Member:
        path = posixpath.join(source.path, name)
        return Member(name, 0, 0, source.fs.cat_file(path) if source.fs.size(path) < MEMBER_LIMIT else None)

    for sample in grouped([path[len(source.path) :].lstrip("/") for path in source.members], endings):
        if sample.known:
            texts = tuple(map(read, sample.texts))
            described = None if sample.described is None else read(sample.described)
            image = None if sample.image is None else Member(sample.image, 0, 0, None)
            media = None if sample.media is None else Member(sample.media, 0, 0, None)
            yield Sample(sample.key, texts, described, image, sample.unused, sample.repeated, sample.rival, media)


def _ending(name: str, endings: Endings) -> str:
    return endings.of(name) or ""


def _captions(sample: Sample[Member], config: CaptionsConfig) -> Any:
    """Return the captions in the texts or the `.json` of a sample, or a record with the defect."""
    key = sample.key
    if sample.rival is not None and sample.texts:
        name = sample.texts[0].name
        ending = name.removeprefix(sample.rival)
        detail = f"{name} is beside the caption of {sample.rival} and may be no caption; set captions.text_extensions=[{ending}] to read it"
        return Record(key, defect=Reason.BAD_RECORD, detail=detail)
    if sample.texts and (config.caption_column is None or sample.described is None):
        found = _Texts()
        for text in sample.texts:
            found += _texts(text.data or b"", config)
        return found if len(found) > 1 else found[0]
    if sample.described is None:
        return Record(key, defect=Reason.NO_CAPTION, detail=f"{key} has no caption file ({', '.join((*endings_of(config).texts, JSON))})")
    try:
        return json.loads((sample.described.data or b"").decode())
    except UnicodeDecodeError as error:
        return Record(key, defect=Reason.INVALID_UTF8, detail=f"{key}.json: byte {error.start}: {error.reason}")
    except (ValueError, RecursionError) as error:
        return Record(key, defect=Reason.BAD_RECORD, detail=f"{key}.json is not valid JSON: {error}")


def _texts(data: bytes, config: CaptionsConfig) -> list[str | bytes]:
    """Return the captions of one text, or its bytes where they are invalid in its encoding."""
    try:
        text = data.decode(config.encoding or _encoding(data))
    except UnicodeDecodeError:
        return [data]
    return [text] if config.form == "tags" else [*captions_of(text, config.lines)]


def _encoding(data: bytes) -> str:
    """Return UTF-8, or the encoding of the byte order mark."""
    return "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _columns(value: dict[str, Any], source: Source, config: CaptionsConfig, sample: Sample[Member]) -> tuple[str, ...]:
    """Return the caption columns of all JSON members, recognised by the first; no column where a `.json` without an image has none."""
    settings = config.model_copy(update={"image_column": None, "key_column": None, "images": "ignore"})
    try:
        return choose(value, settings, source.path, [value]).captions
    except UserError:
        if sample.image is None and config.caption_column is None:
            return ()
        raise


def _of_columns(value: dict[str, Any], columns: Sequence[str], sample: Sample[Member]) -> Any:
    if not columns:
        return Record(sample.key, defect=Reason.NO_CAPTION, detail=f"{sample.key}.json has no caption")
    found = [value_at(value, column) for column in columns]
    given = [item for item in found if not is_missing(item)]
    return found[0] if len(found) == 1 else _Texts(flattened(given))


def _pictured(record: Record, image: Member, source: Source) -> Record:
    if image.data is not None:
        return record._replace(image_path=image.name, image_bytes=image.data)
    if source.members:
        return record._replace(image_path=image.name)
    return record._replace(image_path=image.name, image_offset=image.offset, image_size=image.size)
