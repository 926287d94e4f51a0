"""Convert edit-instruction data to hard negatives: two images with captions, each the other's negative (CLIP-IN).

Tables of (source image, instruction, edited image, caption of each), such as UltraEdit's or InstructPix2Pix's, become rows of shards
without generating anything: Wang et al. 2025, "CLIP-IN: Enhancing Fine-Grained Visual Understanding in CLIP via Instruction
Editing Data and Long Captions".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.captions.cleaning.clean import Rejected, clean
from hardneg.captions.cleaning.ids import caption_id
from hardneg.captions.fields.records import Broken, image_of, key_of, shortened
from hardneg.captions.files.inputs import find
from hardneg.captions.files.sources import Source
from hardneg.captions.files.streams import lines, opened
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Edit, Generator, Image, Reject, ShardRow
from hardneg.schemas.rows import Source as Origin
from hardneg.shards.image_ids import image_id
from hardneg.synthesise.family_of_edits import changed_share, family_of, word_edits

STAGE = "edit-pairs"
MAX_CHANGED = 0.5
"""Share of the caption's words above which two captions do not count as edits of each other."""

GUESSES = {
    "source_image": ("source_image", "input_image", "original_image", "source_img", "before", "image"),
    "edited_image": ("edited_image", "target_image", "output_image", "target_img", "after"),
    "source_caption": ("source_caption", "input_caption", "original_caption", "original_prompt", "source_prompt", "input", "caption"),
    "edited_caption": ("edited_caption", "target_caption", "output_caption", "edited_prompt", "target_prompt", "output"),
    "instruction": ("instruction", "edit_instruction", "edit_prompt", "edit"),
    "key": ("id", "key", "uid", "__key__"),
}
NEEDED = ("source_image", "edited_image", "source_caption", "edited_caption")
BATCH = 64
"""Rows in memory as Python objects; each holds two images."""


class EditPair(NamedTuple):
    """Hold one record: its key in the file, and its values by the names of `GUESSES`.

    `family`, `kind` and `method` are among them if known, and `group`, the name of all images that are held out with these two.
    """

    input: str
    key: str
    values: Mapping[str, Any]


def pairs(input: str) -> Iterator[EditPair]:
    """Yield all records of Parquet or JSONL files.

    Raises:
        UserError: There are none, or a column is missing.
    """
    for source in find(input).sources:
        if source.format not in ("parquet", "jsonl"):
            raise UserError(f"{source.path}: edit-pairs reads Parquet and JSONL, not {source.format}")
        rows = iter(_parquet(source) if source.format == "parquet" else _jsonl(source))
        try:
            first = next(rows, None)
            if first is None:
                continue
            columns = _columns(list(first), source.path)
            for number, row in enumerate(chain([first], rows), 1):
                values = {name: row.get(column) for name, column in columns.items()}
                yield EditPair(source.name, key_of(values.get("key"), number), values)
        except (Broken, pa.ArrowException) as error:
            raise UserError(f"{source.path}: cannot be read ({' '.join(str(error).split())[:200]})") from None


def images_of(pair: EditPair) -> list[Image]:
    """Return the source image and the edited one. One that is missing, or of which there are several, has neither bytes nor path."""
    return [_image(pair.values.get(name)) for name in ("source_image", "edited_image")]


def _image(value: Any) -> Image:
    try:
        path, data = image_of(value)
    except ValueError:
        return Image()
    return Image(bytes=data, path=path)


def rows_of(pair: EditPair, run_id: str, config: CaptionsConfig, both: bool) -> tuple[list[ShardRow], list[Reject]]:
    """Return the row of a record, and with `both` the one with its sides exchanged; or the reject."""
    captions = [_text(pair.values.get(name), config) for name in ("source_caption", "edited_caption")]
    images = images_of(pair)
    wrong = next((each for each in captions if isinstance(each, Rejected)), None)
    caption, negative = (each if isinstance(each, str) else "" for each in captions)
    if wrong is None and any(image.bytes is None and image.path is None for image in images):
        wrong = Rejected(Reason.IMAGE_MISSING, "one of the two images is missing, or a cell holds several")
    if wrong is None and caption == negative:
        wrong = Rejected(Reason.SAME_AS_CAPTION, None)
    edits = word_edits(caption, negative)
    if wrong is None and (share := changed_share(caption, edits)) > MAX_CHANGED:
        wrong = Rejected(Reason.NOT_ONE_EDIT, f"{share:.0%} of the words differ, more than {MAX_CHANGED:.0%}")
    if wrong is not None:
        detail = shortened(f"{pair.input}, {pair.key}" + (f": {wrong.detail}" if wrong.detail else ""))
        return [], [
            Reject(id=pair.key, stage=STAGE, reason=wrong.reason, detail=detail, caption=caption or None, negative=negative or None)
        ]
    found = [_row(pair, caption, negative, images, run_id)]
    if both:
        found.append(_row(pair, negative, caption, images[::-1], run_id))
    return found, []


def _row(pair: EditPair, caption: str, negative: str, images: Sequence[Image], run_id: str) -> ShardRow:
    identity, edits = caption_id(pair.input, pair.key, caption), word_edits(caption, negative)
    instruction = pair.values.get("instruction")
    return ShardRow(
        id=caption_id(pair.input, f"{pair.key} negative", negative),
        caption_id=identity,
        caption=caption,
        negative=negative,
        positives=[],
        family=pair.values.get("family") or family_of(edits),
        kind=pair.values.get("kind") or "edited",
        edits=[Edit(**edit._asdict()) for edit in edits],
        image=images[0],
        image_id=image_id(images[0]),
        image_group=pair.values.get("group"),
        negative_image=images[1],
        source=Origin(input=pair.input, key=pair.key),
        generator=Generator(
            method=pair.values.get("method") or "instruction", prompt=shortened(instruction) if isinstance(instruction, str) else None
        ),
        run_id=run_id,
    )


def _text(value: Any, config: CaptionsConfig) -> str | Rejected:
    return clean(value, config) if isinstance(value, str) else Rejected(Reason.NO_CAPTION, "a caption is missing")


def _columns(found: Sequence[str], where: str) -> dict[str, str]:
    """Return the file's column for each name of `GUESSES`."""
    lower = {name.lower(): name for name in reversed(found)}
    columns = {name: lower[each] for name, guesses in GUESSES.items() if (each := next((one for one in guesses if one in lower), None))}
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        known = ", ".join(GUESSES[missing[0]])
        raise UserError(
            f"{where}: no column for the {missing[0].replace('_', ' ')} (known names: {known}); columns: {', '.join(found)[:200]}"
        )
    return columns


def _parquet(source: Source) -> Iterator[dict[str, Any]]:
    with opened(source) as file:
        for batch in pq.ParquetFile(file).iter_batches(BATCH, use_threads=False):
            yield from batch.to_pylist()


def _jsonl(source: Source) -> Iterator[dict[str, Any]]:
    for number, line in lines(source):
        try:
            value = json.loads(line or b"")
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise Broken(f"line {number} is no JSON object")
        yield value
