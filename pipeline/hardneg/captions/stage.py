"""Turn records of the input into clean captions with ids, or into rejects: the captions stage."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.captions.cleaning import mojibake
from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.captions.cleaning.ids import caption_id
from hardneg.captions.cleaning.images import Reference, resolve
from hardneg.captions.cleaning.language import load, why_not_english
from hardneg.captions.cleaning.tags import clean_tags
from hardneg.captions.fields.records import BETWEEN_TAGS, shortened
from hardneg.captions.fields.tables import Picture, image_column, source_column
from hardneg.captions.files.inputs import root_of
from hardneg.engine.stage import OUTSIDE_A_RUN, Outcome, Resources, RunContext, Stage
from hardneg.grammar.tags import SEPARATOR
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import CaptionsConfig, Config, fingerprinted
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, InputRow, Reject

_PLAIN = ("caption", "image_offset", "image_size", "image_id", "duplicate_of", "defect", "detail")


class _Clean(NamedTuple):
    id: str
    caption: str
    input: str
    key: str
    image: Picture | None
    image_id: str | None
    duplicate_of: str | None


class _Rejected(NamedTuple):
    id: str
    reason: str
    detail: str | None
    caption: str | None


class CaptionsStage(Stage):
    """Clean captions, reject other languages, reject or mark duplicates, and check images. Relative paths of images start at `root`."""

    name = "captions"
    reads = arrow_schema(InputRow)
    writes = arrow_schema(CaptionRow)

    def __init__(self, config: CaptionsConfig, root: str):
        self.config = config
        self.root = root
        self.resources = Resources.of(config)

    def setup(self) -> None:
        """Load the language model, where a language is configured."""
        if self.config.language is not None:
            load()

    def process(self, rows: pa.Table) -> Outcome:
        """Turn every row into a caption or a reject. Reads images that are to be stored or verified.

        `usage` counts the tags that were dropped from lists that are kept, and the captions whose encoding was repaired.
        """
        kept: list[_Clean] = []
        rejects: list[_Rejected] = []
        usage: Counter[str] = Counter()
        for row in _rows(rows):
            result = self._clean(row, usage)
            if isinstance(result, _Clean):
                kept.append(result)
            else:
                rejects.append(result)
        return Outcome(_kept_table(kept), _rejects_table(rejects), dict(usage))

    def fingerprint(self) -> dict[str, object]:
        """Return the config. `root` is excluded, so that a run can be moved; where images may be counts only if they are read."""
        config = fingerprinted(self.config)
        del config["descriptions"]  # only the parse stage uses it
        if self.config.images == "ignore" or (self.config.images == "path" and not self.config.verify_images):
            del config["image_root"], config["image_locations"]
        return {"stage": self.name, "config": config}

    def _clean(self, row: "_Row", usage: Counter[str]) -> _Clean | _Rejected:
        id, caption = row.key, row.caption
        if row.defect is not None or caption is None:
            return _reject(row, id, Rejected(Reason(row.defect or Reason.NO_CAPTION), row.detail))
        dropped: dict[str, int] = {}
        if self.config.form == "tags":
            cleaned = clean_tags(caption, self.config)
            row = row._replace(caption=caption.replace(BETWEEN_TAGS, SEPARATOR))
            if isinstance(cleaned, Rejected):
                return _reject(row, id, cleaned)
            text, dropped = cleaned.text, {"tags_empty": cleaned.empty, "tags_repeated": cleaned.repeated}
        else:
            checked = clean(caption, self.config)
            if isinstance(checked, Rejected):
                return _reject(row, id, checked)
            text = checked
        id = caption_id(row.input, row.key, text)
        detail = why_not_english(text) if self.config.language == "en" and self.config.form == "caption" else None
        if detail is not None:
            return _reject(row, id, Rejected(Reason.NOT_ENGLISH, detail))
        if row.duplicate_of is not None and self.config.duplicates == "reject":
            return _reject(row, id, Rejected(Reason.DUPLICATE, f"the same as {row.duplicate_of}"))
        if mojibake.repaired(caption) != caption:
            dropped["mojibake_repaired"] = 1
        picture = None
        if row.path is not None or row.bytes is not None:
            resolved = resolve(Reference(row.input, row.path, row.bytes, row.offset, row.size), self.root, self.config)
            if isinstance(resolved, Rejected):
                return _reject(row, id, resolved)
            picture = resolved
        usage.update(dropped)
        return _Clean(id, text, row.input, row.key, picture, row.image_id, row.duplicate_of)


class _Row(NamedTuple):
    input: str
    key: str
    caption: str | None
    path: str | None
    bytes: bytes | None
    offset: int | None
    size: int | None
    image_id: str | None
    duplicate_of: str | None
    defect: str | None
    detail: str | None


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> CaptionsStage:
    """Return the stage of a config. The input of the run need not be there until an image of it is read."""
    return CaptionsStage(config.captions, root_of(context.input) if context.input is not None else "")


def _rows(table: pa.Table) -> Iterator[_Row]:
    """Yield the rows batch by batch, so that images are not in memory twice."""
    for batch in table.to_batches(max_chunksize=256):
        columns: dict[str, list[Any]] = {name: batch.column(name).to_pylist() for name in _PLAIN}
        source, image = batch.column("source"), batch.column("image")
        inputs, keys = source.field("input").to_pylist(), source.field("key").to_pylist()
        images = image.to_pylist() if image.null_count < len(image) else [None] * len(image)
        for i in range(batch.num_rows):
            picture = images[i] or {}
            yield _Row(
                inputs[i], keys[i], columns["caption"][i], picture.get("path"), picture.get("bytes"), columns["image_offset"][i],
                columns["image_size"][i], columns["image_id"][i], columns["duplicate_of"][i], columns["defect"][i], columns["detail"][i],
            )  # fmt: skip


def _reject(row: _Row, id: str, why: Rejected) -> _Rejected:
    detail = f"{row.input}, {row.key}: {why.detail}" if why.detail else f"{row.input}, {row.key}"
    return _Rejected(id, str(why.reason), shortened(detail), None if row.caption is None else shortened(row.caption))


def _kept_table(kept: list[_Clean]) -> pa.Table:
    columns: list[Any] = [
        pa.array([row.id for row in kept], pa.string()),
        pa.array([row.caption for row in kept], pa.string()),
        source_column([row.input for row in kept], [row.key for row in kept]),
        image_column([row.image for row in kept]),
        pa.array([row.image_id for row in kept], pa.string()),
        pa.array([row.duplicate_of for row in kept], pa.string()),
    ]
    return pa.table(columns, schema=CaptionsStage.writes)


def _rejects_table(rejects: list[_Rejected]) -> pa.Table:
    schema = arrow_schema(Reject)
    size = len(rejects)
    columns: dict[str, Any] = {
        "id": pa.array([row.id for row in rejects], pa.string()),
        "stage": pa.array([CaptionsStage.name] * size, pa.string()),
        "reason": pa.array([row.reason for row in rejects], pa.string()),
        "detail": pa.array([row.detail for row in rejects], pa.string()),
        "caption": pa.array([row.caption for row in rejects], pa.string()),
    }
    return pa.table([columns.get(field.name, pa.nulls(size, field.type)) for field in schema], schema=schema)
