"""Choose the columns of captions, image and key: as configured, or recognised by their names and by a sample of their values."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hardneg.captions.fields.conversations import image_in, is_conversation
from hardneg.captions.fields.kinds import Kind, is_missing
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.names import ANSWER, EXACT, UNNAMED, caption_rank, image_id_rank, image_rank, key_rank, series, words
from hardneg.captions.fields.records import TAG_COLUMNS, Record, key_of, records_of, tag_separator
from hardneg.captions.fields.sample import Sample
from hardneg.captions.fields.texts import flattened, value_at
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

Row = Mapping[str, Any]

_GOOD = {Kind.SENTENCES: 0, Kind.CONVERSATIONS: 0, Kind.WORDS: 1, Kind.QUESTIONS: 1, Kind.EMPTY: 2, Kind.NUMBERS: 3, Kind.STRUCTS: 3}
"""Kinds of values that a column named like a caption may hold, best first; file names and images are never captions."""

_NO_IMAGE = (Kind.CONVERSATIONS, Kind.STRUCTS, Kind.NUMBERS, Kind.SENTENCES)
_NAMING = (None, Kind.NUMBERS, Kind.WORDS, Kind.NAMES)


LABEL = frozenset(["label", "correct", "valid", "truth", "answer", "match"])
VERDICTS = frozenset(["0", "false", "contradiction"])
"""Names and values of columns that may say whether a caption is true."""
STATUS = "status"


class NoCaptionsError(UserError):
    """No column of a file looks like a caption. The file may be skipped where other files have captions."""


class Columns(NamedTuple):
    """Name the columns that are read; a column inside a struct or a list of structs is a dotted path.

    Attributes:
        captions: One column, or several with a caption each.
        image: The column of the image.
        key: The column that names the record.
        image_id: The column that identifies the image without holding it.
        folder: The column of the folder that contains the image.
        images: The columns of the images of several captions, where each caption has its own.
        notes: Choices that a setting can change.
        status: The column in which img2dataset records whether the image was downloaded.
    """

    captions: tuple[str, ...]
    image: str | None = None
    key: str | None = None
    image_id: str | None = None
    folder: str | None = None
    images: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    status: str | None = None

    @property
    def caption(self) -> str:
        """Return the first column of captions."""
        return self.captions[0]

    def layout(self, format: str, details: tuple[str, ...] = ()) -> Layout:
        """Return the layout that `preview` shows."""
        return Layout(format, self.captions, self.image or self.image_id, self.key, details, self.notes)

    def present(self) -> list[str]:
        """Return the columns that are read, each once."""
        names = (*self.captions, self.image, *self.images, self.key, self.image_id, self.folder, self.status)
        return list(dict.fromkeys(name for name in names if name is not None))


def choose(found: Iterable[str], config: CaptionsConfig, where: str, rows: Sequence[Row] = ()) -> Columns:
    """Return the columns to read in the file `where`, which has the columns `found` and the sample `rows`.

    Raises:
        UserError: A configured column is missing, or no column looks like a caption.
    """
    sample = Sample(list(dict.fromkeys(found)), rows)
    captions, notes = _captions(sample, config, where)
    used = {caption.partition(".")[0] for caption in captions} if len(captions) == 1 else set(captions)
    image = key = image_id = folder = None
    images: tuple[str, ...] = ()
    if config.images != "ignore":
        image, more = _image(sample, set(captions), config, where)
        images = _images(sample, captions, image) if config.image_column is None else ()
        notes += () if images else more
        folder = _folder(sample, image)
    key = _configured(sample, config.key_column, "key", where)
    image_id = _best(sample, image_id_rank, used)
    if key is None:
        key = _best(sample, key_rank, used)
        if key is not None and sample.repeats(key):
            image_id = image_id or key
            notes += (f"'{key}' is the same for several records, so records are numbered",)
            key = None
    notes += _verdict(sample)
    status = STATUS if config.images != "ignore" and {STATUS, "error_message"} <= set(sample.top) else None
    return Columns(captions, image, key, image_id, folder, images, notes, status)


def choose_image(found: Iterable[str], config: CaptionsConfig, where: str, rows: Sequence[Row]) -> tuple[str | None, tuple[str, ...]]:
    """Return the column of the image in a table that holds no captions, and notes.

    Raises:
        UserError: A configured column is missing.
    """
    return _image(Sample(list(dict.fromkeys(found)), rows), set(), config, where)


def records_of_row(row: Row, number: int, columns: Columns, config: CaptionsConfig) -> Iterator[Record]:
    """Yield a record for each caption of a row; `number` is its key where it has none."""
    key = str(number) if columns.key is None else key_of(value_at(row, columns.key), number)
    if columns.status is not None and isinstance(status := value_at(row, columns.status), str) and status != "success":
        detail = f"img2dataset could not download the image ({status}); set captions.images=ignore to read its caption"
        yield Record(key, defect=Reason.IMAGE_MISSING, detail=detail)
        return
    image = None if columns.image is None else value_at(row, columns.image)
    image_id = None if columns.image_id is None else key_of(value_at(row, columns.image_id), -1)
    if columns.folder is not None and isinstance(image, str) and isinstance(folder := value_at(row, columns.folder), str) and folder:
        image = f"{folder.rstrip('/')}/{image}"
    values = [value_at(row, column) for column in columns.captions]
    if columns.images:
        for i, (value, name) in enumerate(zip(values, columns.images, strict=True)):
            yield from records_of(f"{key}#{i}", value, value_at(row, name), tag_separator(config))
        return
    if len(values) > 1:
        given = [value for value in values if not is_missing(value)]
        value = flattened(given) if given else None
    else:
        value = values[0]
        if columns.image is None and config.images != "ignore" and is_conversation(value):
            image = image_in(value)
        elif columns.image is not None and is_missing(image) and is_conversation(value):
            yield Record(key, defect=Reason.NO_CAPTION, detail="the conversation has no image")
            return
    image_id = None if image_id == "-1" else image_id
    yield from records_of(key, value, image, tag_separator(config), image_id, several=len(values) > 1)


def _captions(sample: Sample, config: CaptionsConfig, where: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    configured = _configured(sample, config.caption_column, "caption", where)
    if configured is not None:
        return (configured,), ()
    if config.form == "tags":
        named = next((name for wanted in TAG_COLUMNS for name in sample.top if name.lower() == wanted), None)
        if named is not None:
            return (named,), ()
    ranked = sorted(_candidates(sample), key=lambda each: each[:2])
    if ranked:
        return _chosen(sample, ranked)
    unknown = [name for name in sample.names if caption_rank(name) == UNNAMED and sample.kind(name) is Kind.SENTENCES]
    unknown = [name for name in unknown if image_rank(name) == UNNAMED]
    if any(sample.kind(name) is Kind.QUESTIONS for name in sample.names):
        unknown = [name for name in unknown if not ANSWER.intersection(words(name))]
    unknown = [name for name in unknown if not any(each.startswith(f"{name}.") for each in unknown)]
    if len(unknown) == 1 and len(sample.rows) > 1:
        return (unknown[0],), (f"'{unknown[0]}' is read as the caption, because no other column holds sentences",)
    tags = next((name for wanted in TAG_COLUMNS for name in sample.top if name.lower() == wanted), None)
    hint = f", or captions.form=tags to read '{tags}'" if tags is not None else ""
    raise NoCaptionsError(f"{where}: no column looks like a caption; columns: {sample.shown()}; set captions.caption_column{hint}")


def _candidates(sample: Sample) -> Iterator[tuple[int, int, str]]:
    """Yield kind, rank and name of the columns whose names allow captions."""
    for name in sample.names:
        rank = caption_rank(name)
        numbered = series(name)
        if numbered is not None and (stem := caption_rank(numbered[0])) is not None and stem < UNNAMED:
            rank = stem
        kind = sample.kind(name)
        if kind is Kind.CONVERSATIONS and rank == UNNAMED:
            rank = 200
        if rank is None or rank >= UNNAMED or (kind is not None and kind not in _GOOD):
            continue
        if kind is Kind.STRUCTS and any(each.startswith(f"{name}.") for each in sample.names):
            continue
        if rank >= EXACT and kind in (Kind.NUMBERS, Kind.STRUCTS, Kind.EMPTY):
            continue
        yield 0 if kind is None else _GOOD[kind] + (sample.mostly_missing(name) or sample.constant(name)), rank, name


def _chosen(sample: Sample, ranked: list[tuple[int, int, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    _, _, best = ranked[0]
    inner = [name for _, _, name in ranked if name.startswith(f"{best}.")]
    numbered = series(best)
    stem = numbered[0] if numbered is not None else best
    numbered_alike = sorted((found[1], name) for _, _, name in ranked if (found := series(name)) is not None and found[0] == stem)
    captions: tuple[str, ...] = (best,)
    if len(numbered_alike) > 1 and stem == "sentence" and any(LABEL.intersection(words(name)) for name in sample.top):
        premise, others = numbered_alike[0][1], [name for _, name in numbered_alike[1:]]
        return (premise,), (f"the caption is read from '{premise}', because a label says whether {' and '.join(others)} is true",)
    if numbered_alike and len(numbered_alike) + (numbered is None) > 1:
        captions = (*(name for _, _, name in ranked if name == stem), *(name for _, name in numbered_alike))
    elif inner and isinstance(next((value for value in sample.values(best) if not is_missing(value)), None), Mapping | list):
        captions = (inner[0],)  # `captions_in` would find the same; the path shows it
    others = [name for kind, _, name in ranked if kind == 0 and name not in captions and not name.startswith(f"{best}.") and sample.rows]
    others = [name for name in others if not any(caption.startswith(f"{name}.") for caption in captions)]
    return captions, _note("caption", captions[0], others)


def _image(sample: Sample, captions: set[str], config: CaptionsConfig, where: str) -> tuple[str | None, tuple[str, ...]]:
    configured = _configured(sample, config.image_column, "image", where)
    if configured is not None:
        return configured if configured not in captions else None, ()
    ranked = []
    for name in sample.names:
        rank, kind = image_rank(name), sample.kind(name)
        if name in captions or rank is None or not sample.flat(name) or kind in _NO_IMAGE:
            continue
        usable = kind in (None, Kind.NAMES, Kind.IMAGES)
        if rank < UNNAMED or kind is Kind.IMAGES or (kind is Kind.NAMES and key_rank(name) is None and sample.pictures(name)):
            ranked.append((not usable, rank, name))
    ranked.sort(key=lambda each: each[:2])
    if not ranked:
        return None, ()
    best = ranked[0][2]
    others = [name for unusable, _, name in ranked[1:] if not unusable and sample.rows]
    others = [name for name in others if not name.startswith(f"{best}.") and not best.startswith(f"{name}.")]
    return best, _note("image", best, others)


def _images(sample: Sample, captions: tuple[str, ...], image: str | None) -> tuple[str, ...]:
    """Return the image columns with the same numbers as the captions, such as `image_0` beside `caption_0`."""
    numbered = series(image) if image is not None else None
    numbers = [found[1] for caption in captions if (found := series(caption)) is not None]
    if numbered is None or len(captions) < 2 or len(numbers) < len(captions):
        return ()
    named = {found[1]: name for name in sample.top if (found := series(name)) is not None and found[0] == numbered[0]}
    return tuple(named[number] for number in numbers) if all(number in named for number in numbers) else ()


def _verdict(sample: Sample) -> tuple[str, ...]:
    """Return a note where a column may mark captions as false, as the labels of VSR, NLVR2 and SNLI-VE do."""
    for name in sample.top if sample.rows else ():
        found = {str(value).lower() for value in sample.values(name) if not is_missing(value)} if LABEL.intersection(words(name)) else set()
        if len(found) > 1 and found & VERDICTS and found <= VERDICTS | {"1", "true", "entailment", "neutral"}:
            listed = " and ".join(sorted(found))
            return (f"'{name}' has the values {listed}: if it marks captions as true or false, keep only the rows that are true",)
    return ()


def _note(role: str, chosen: str, others: Sequence[str]) -> tuple[str, ...]:
    listed = " or ".join(repr(name) for name in others[:4])
    return (f"the {role} is read from '{chosen}'; to use another column, set captions.{role}_column to {listed}",) if others else ()


def _folder(sample: Sample, image: str | None) -> str | None:
    """Return the column of the folder that belongs to a column of file names, such as `filepath` beside `filename` in Karpathy's splits."""
    if image is None or image.rpartition(".")[2].lower() not in ("filename", "file_name"):
        return None
    prefix = image[: len(image) - len(image.rpartition(".")[2])]
    for name in ("filepath", "file_path"):
        values = [value for value in sample.values(prefix + name) if isinstance(value, str) and value]
        names = sample.values(image)
        if values and not any("." in value.rpartition("/")[2] for value in values) and not any(
            isinstance(each, str) and "/" in each for each in names
        ):  # fmt: skip
            return prefix + name
    return None


def _best(sample: Sample, rank_of: Any, used: set[str]) -> str | None:
    ranked = []
    for name in sample.names:
        leaf = name.rpartition(".")[2]
        rank = rank_of(leaf)
        if rank is not None and name not in used and sample.flat(name) and sample.kind(name) in _NAMING:
            ranked.append((name.count("."), rank, name))
    return min(ranked)[2] if ranked else None


def _configured(sample: Sample, wanted: str | None, role: str, where: str) -> str | None:
    if wanted is None or wanted in sample.top or wanted in sample.names:
        return wanted
    if any(not is_missing(value) for value in sample.values(wanted)):  # a path with an index
        return wanted
    near = difflib.get_close_matches(wanted, sample.names, 1, 0.0)
    hint = f" (nearest: {near[0]})" if near else ""
    raise UserError(f"{where}: no column '{wanted}'{hint}; columns: {sample.shown()}; set captions.{role}_column")
