"""Recognise the shape of a JSON file, which is where its records are, by its members and a sample of their elements."""

from itertools import chain
from typing import Any, NamedTuple

from hardneg.captions.fields.columns import Columns, NoCaptionsError, choose, choose_image
from hardneg.captions.fields.kinds import Kind, are_sentences, is_missing, is_name, kind_of
from hardneg.captions.fields.names import EXACT, caption_rank, image_rank
from hardneg.captions.fields.records import Broken
from hardneg.captions.fields.sample import SIZE
from hardneg.captions.fields.texts import value_at
from hardneg.captions.readers.json_outline import IMAGES, MAX_MEMBERS, Outline, Rows, outline, rows_of
from hardneg.captions.readers.json_stream import Malformed, events_of
from hardneg.errors import UserError
from hardneg.schemas.config import CaptionsConfig

METADATA = ("info", "licenses", "categories", "attributes", "classes", "authors", "features", "splits")
"""Names of members that never hold captions."""
DESCRIPTIONS = ("features", "splits", "citation", "license", "homepage")
"""Names of the fields of an object that describes a data set."""

MAX_NESTED = 8
"""Upper bound of the members that are searched for the one with the records."""


class Shape(NamedTuple):
    """A shape describes where the records of a file are.

    Attributes:
        name: The name for messages.
        sections: Members whose elements are records; None is the file's own array.
        columns: Columns of the elements; None where they are texts.
        keyed: Whether the members of the file's object are the records.
        whole: Whether the file's object is one record.
        images: The array of images that the records refer to, and its column of the image.
        inside: The member that contains all this.
        names: Names of the fields, where elements are lists.
        transposed: Whether the members of the file's object are columns, keyed by row.
        notes: Choices that a setting can change.
    """

    name: str
    sections: tuple[str | None, ...] = ()
    columns: Columns | None = None
    keyed: bool = False
    whole: bool = False
    images: tuple[str, str | None] | None = None
    inside: str | None = None
    names: tuple[str, ...] = ()
    transposed: bool = False
    notes: tuple[str, ...] = ()


def recognise(found: Outline, config: CaptionsConfig, where: str) -> Shape:
    """Return the shape of a file.

    Raises:
        UserError: No captions are recognised; the message lists the members of the file.
    """
    if found.top == "array":
        return _of_array(found.arrays.get(None, []), config, where)
    for shape_of in (_of_pandas, _of_sections, _of_one_record, _of_keyed):
        shape = shape_of(found, config, where)
        if shape is not None:
            return shape
    inner = [key for key, value in found.members.items() if isinstance(value, dict) and key not in METADATA]
    shapes = []
    for key in inner if len(inner) <= MAX_NESTED else ():
        within = outline(None, events_of(found.members[key]))
        if within is not None and (within.arrays or len(within.members) > 1):
            try:
                shapes.append(recognise(within, config, f"{where}, {key}")._replace(inside=key))
            except UserError:
                if len(inner) == 1:
                    raise
    if len(shapes) == 1:
        return shapes[0]
    raise NoCaptionsError(f"{where}: no captions are recognised in this JSON object; it holds {_listed(found)}; {_advice(found)}")


def _of_array(elements: list[Any], config: CaptionsConfig, where: str) -> Shape:
    rows = rows_of(elements)
    if rows or not elements:
        return Shape("array of objects", (None,), _chosen(rows, config, where) if rows else None)
    sound = [element for element in elements if not isinstance(element, Malformed)]
    if _are_captions(sound, config):
        return Shape("array of texts", (None,))
    if any(isinstance(element, Malformed) for element in elements):
        raise Broken("no element of its array can be read")
    kind = kind_of(sound)
    advice = "; set captions.format=json if they are captions" if kind in (Kind.WORDS, Kind.SENTENCES) else ""
    shown = f"{elements[0]!r:.60}"
    raise NoCaptionsError(f"{where}: the elements of this JSON array are {kind}, such as {shown}, not captions{advice}")


def _are_captions(texts: list[Any], config: CaptionsConfig) -> bool:
    """Return whether texts without a name are captions. Words and names of classes are captions only if `captions.format` is set."""
    if config.format == "json":
        return kind_of(texts) in (Kind.SENTENCES, Kind.WORDS, Kind.CONVERSATIONS)
    return are_sentences(texts)


def _of_pandas(found: Outline, config: CaptionsConfig, where: str) -> Shape | None:
    """Return the shape of a file that pandas wrote with the orientation `split` or `columns` (its default)."""
    names, rows = found.arrays.get("columns"), found.arrays.get("data")
    if names and rows and all(isinstance(name, str) for name in names) and all(isinstance(row, list) for row in rows):
        table = [dict(zip(names, row, strict=False)) for row in rows]
        return Shape("split into columns and rows", ("data",), _chosen(list(table), config, where), names=tuple(names))
    columns = found.members
    named = any(_is_listed(caption_rank(name)) for name in columns)
    if found.arrays or not named or not all(isinstance(column, dict) for column in columns.values()):
        return None
    keys = list(next(iter(columns.values())))
    if not keys or any(list(column) != keys for column in columns.values()) or not all(key.isdecimal() for key in keys):
        return None
    sample = [{name: column[key] for name, column in columns.items()} for key in keys[:SIZE]]
    return Shape("columns keyed by row", columns=_chosen(list(sample), config, where), transposed=True)


def _of_sections(found: Outline, config: CaptionsConfig, where: str) -> Shape | None:
    """Return the shape of an object with captions in one or more of its arrays."""
    chosen = {}
    splits = len({frozenset(rows[0]) for elements in found.arrays.values() if (rows := rows_of(elements))}) == 1  # splits of one data set
    for name, elements in found.arrays.items():
        rows = rows_of(elements)
        if rows and name is not None and name.lower() not in METADATA and not is_name(name) and not name.isdecimal():
            columns = _of_section(rows, name, config, where, only=splits)
            if columns is not None:
                chosen[name] = columns
    if not chosen:
        return _of_texts(found, config, where)
    ranks = {name: min(caption_rank(caption.rpartition(".")[2]) or 0 for caption in columns.captions) for name, columns in chosen.items()}
    best = min(chosen, key=lambda name: (name != "annotations", ranks[name]))
    sections = tuple(name for name in chosen if chosen[name].captions == chosen[best].captions)
    notes = tuple(
        f"'{name}' holds {', '.join(columns.captions)} too, and is not read" for name, columns in chosen.items() if name not in sections
    )
    columns = chosen[best]
    listed = ", ".join(repr(name) for name in sections)
    shape = Shape(f"objects in {listed}", sections, columns, notes=notes)
    others = [name for name in found.arrays if name is not None and name.lower() in IMAGES and name not in sections]
    if columns.image is not None or columns.image_id is None or not others:
        return shape
    images = rows_of(found.arrays[others[0]])
    column, more = choose_image(chain.from_iterable(images), config, where, images) if config.images != "ignore" else (None, ())
    return shape._replace(name="COCO captions", images=(others[0], column), notes=notes + more)


def _of_section(rows: Rows, name: str, config: CaptionsConfig, where: str, *, only: bool) -> Columns | None:
    wanted = config.caption_column
    if wanted is not None and wanted.startswith(f"{name}."):
        wanted = wanted.removeprefix(f"{name}.")
    try:
        columns = _chosen(rows, config.model_copy(update={"image_column": None, "caption_column": wanted}), where)
    except UserError:
        return None
    unknown = any(note.startswith(f"'{columns.caption}' is read as the caption") for note in columns.notes)
    if unknown and not only:
        return None
    if config.image_column is not None and any(config.image_column in row for row in rows):
        columns = columns._replace(image=config.image_column)
    return columns


def _of_texts(found: Outline, config: CaptionsConfig, where: str) -> Shape | None:
    """Return the shape of an object with one array of captions, such as {"captions": [...]}, or with one array per column."""
    texts = {
        name: elements for name, elements in found.arrays.items() if name is not None and any(isinstance(each, str) for each in elements)
    }
    named = [name for name in texts if _is_listed(caption_rank(name))]
    if len(named) != 1:
        return None
    if any(_is_listed(image_rank(name)) for name, value in found.members.items() if isinstance(value, str)):
        return None  # one record
    columns = {str(name): elements for name, elements in found.arrays.items() if elements}
    if len(columns) > 1:
        lengths = {name: len(elements) for name, elements in columns.items()}
        if len(set(lengths.values())) > 1:
            listed = ", ".join(f"{name} ({length})" for name, length in list(lengths.items())[:5])
            raise UserError(f"{where}: the arrays {listed} differ in length, so their values cannot be matched: write one object a record")
        rows: Rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        return Shape("arrays beside each other", columns=_chosen(rows, config, where), transposed=True)
    return Shape(f"texts in '{named[0]}'", (named[0],))


def _is_listed(rank: int | None) -> bool:
    return rank is not None and rank < EXACT


def _of_one_record(found: Outline, config: CaptionsConfig, where: str) -> Shape | None:
    """Return the shape of an object that is one record: it has an image and a caption, or a field named caption."""
    row = found.members | {str(name): elements for name, elements in found.arrays.items()}
    if not row or found.size > MAX_MEMBERS:
        return None
    try:
        columns = _chosen([row], config, where)
    except UserError:
        return None
    exact = config.caption_column is not None or any((caption_rank(caption) or 0) <= 1 for caption in columns.captions)
    if not exact and (columns.image is None or is_missing(value_at(row, columns.image)) or any(name in DESCRIPTIONS for name in row)):
        return None
    top = columns.caption.partition(".")[0]
    held = row[top] if top in row else row.get(columns.caption)
    if isinstance(held, dict) and not exact:
        return None
    if kind_of([held]) not in (Kind.SENTENCES, Kind.WORDS, Kind.CONVERSATIONS, Kind.QUESTIONS):
        return None
    return Shape("one object", columns=columns, whole=True)


def _of_keyed(found: Outline, config: CaptionsConfig, where: str) -> Shape | None:
    """Return the shape of an object whose members are records, keyed by image or by number."""
    keys = [*found.members, *(str(name) for name in found.arrays)]
    if not keys or (found.arrays and found.members):
        return None
    sure = config.format == "json" or sum(map(_is_key, keys)) > 0.9 * len(keys)
    by = "image" if sum(map(is_name, keys)) > len(keys) / 2 else "number" if all(key.isdecimal() for key in keys) else "name"
    values = list(found.members.values())
    rows = rows_of(values)
    if rows and len(rows) > 0.9 * len(values):
        try:
            columns = _chosen(rows, config, where)
        except UserError as error:
            if sure:
                raise error
            return None
        if 2 * sum(not is_missing(value_at(row, columns.caption)) for row in rows) <= len(rows) and config.caption_column is None:
            return None  # one of several members of different kinds
        named = columns.image is not None or _is_listed(caption_rank(columns.caption))
        is_text = kind_of([value_at(row, columns.caption) for row in rows]) in (Kind.SENTENCES, Kind.WORDS, Kind.CONVERSATIONS)
        if sure or (len(rows) > 1 and is_text and named and not any(name in DESCRIPTIONS for name in rows[0])):
            return Shape(f"objects keyed by {by}", columns=columns, keyed=True)
        return None
    held: list[Any] = [value for value in values if not isinstance(value, Malformed)] or [
        item for name in found.arrays for item in found.arrays[name]
    ]
    if sure and _are_captions(held, config):
        return Shape(f"captions keyed by {by}", keyed=True)
    return None


def _is_key(key: str) -> bool:
    """Return whether a member's name may identify an image: a file, a number, or an identifier with digits and no spaces."""
    return is_name(key) or (" " not in key and sum(char.isdigit() for char in key) >= 2) or key.isdecimal()


def _chosen(rows: Rows, config: CaptionsConfig, where: str) -> Columns:
    return choose(chain.from_iterable(rows), config, where, rows)


def _listed(found: Outline) -> str:
    listed = []
    for name, elements in found.arrays.items():
        rows = rows_of(elements)
        content = f"objects with {', '.join(list(rows[0])[:6])}" if rows else str(kind_of(elements))
        listed.append(f"{name} (array of {content})")
    for name, value in found.members.items():
        listed.append(f"{name} ({'object with ' + ', '.join(list(value)[:4]) if isinstance(value, dict) else repr(value)[:40]})")
    more = f" and {found.size - 8} more" if found.size > 8 else ""
    return ", ".join(listed[:8]) + more if listed else "nothing"


def _advice(found: Outline) -> str:
    if any(name in ("annotations", *IMAGES) for name in found.arrays):
        return "COCO stores captions in separate files, such as captions_val2017.json; or set captions.caption_column"
    return "set captions.caption_column to the caption's field, such as data.caption"
