"""Read JSON: arrays, objects with an array, objects keyed by image or number, COCO's captions, and JSON lines under any name.

The file is read as a stream. Without a key column, the key is the record's number, from 1.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from hardneg.captions.fields.columns import Columns, records_of_row
from hardneg.captions.fields.kinds import is_name
from hardneg.captions.fields.layout import Layout
from hardneg.captions.fields.records import Broken, Record, key_of, records_of, shortened, tag_separator
from hardneg.captions.files.sources import Source
from hardneg.captions.readers import jsonl
from hardneg.captions.readers.json_outline import Outline, outline, row_of
from hardneg.captions.readers.json_shapes import Shape, recognise
from hardneg.captions.readers.json_stream import Event, Malformed, Window, events, events_of, opened, values
from hardneg.schemas.config import CaptionsConfig
from hardneg.schemas.reasons import Reason

KEY = "\nkey"
IMAGE = "\nimage"
"""Names of the added fields for the member's key, and for the image that a record refers to; no file uses such names."""


class Images(NamedTuple):
    """Hold the images of a file by their ids; `whole` is whether all were read."""

    paths: dict[str, Any]
    whole: bool


def read(source: Source, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of a JSON file or of JSON lines."""
    form = _form(source, config)
    if form == "lines":
        yield from jsonl.read(source, config)
        return
    shape, found = _understood(source, config, form)
    if shape is None or found is None:
        return
    images = None
    if shape.images is not None and _first(found, shape.images[0], shape.sections):
        images = Images({}, whole=True)
    elif shape.images is not None:
        images = _images(source, config, shape)
    with opened(source, config.encoding) as window:
        yield from _records(_inside(_events(window, form), shape.inside), shape, images, config)


def is_lines(source: Source, config: CaptionsConfig) -> bool:
    """Return whether `read` reads a file line by line."""
    return _form(source, config) == "lines"


def understand(source: Source, config: CaptionsConfig) -> Layout:
    """Return the layout, recognised by the file's members and the first elements of each.

    Raises:
        UserError: No captions are recognised.
        Broken: The file is not JSON.
    """
    form = _form(source, config)
    if form == "lines":
        return jsonl.understand(source, config)
    shape, _ = _understood(source, config, form)
    if shape is None:
        return Layout("json", (), details=("empty",))
    columns = shape.columns or Columns(("each text",), image="the key" if shape.keyed else None)
    layout = columns.layout(f"json ({shape.name})")
    image = f"{shape.images[0]}.{shape.images[1]}" if shape.images is not None and shape.images[1] is not None else layout.image
    return layout._replace(image=image, notes=layout.notes + shape.notes)


def _form(source: Source, config: CaptionsConfig) -> Literal["lines", "values", "one"]:
    """Return whether a file holds one value per line, several values, or one, by its content; its name decides ambiguous cases."""
    with opened(source, config.encoding) as window:
        first = window.next()
        several = window.several() if first == "{" or (first == "[" and source.format != "json") else None
        if several is not None:
            return several
        if first == "[" or source.format == "json" or (first == "{" and window.first_line() == "{"):
            return "one"
        return "lines"


def _events(window: Window, form: str) -> Iterator[Event]:
    return values(window) if form == "values" else events(window)


def _understood(source: Source, config: CaptionsConfig, form: str) -> tuple[Shape | None, Outline | None]:
    with opened(source, config.encoding) as window:
        found = outline(window, _events(window, form))
    return (None, None) if found is None else (recognise(found, config, source.path), found)


def _first(found: Outline, images: str, sections: tuple[str | None, ...]) -> bool:
    """Return whether the images come before all records."""
    order = list(found.arrays)
    return all(order.index(images) < order.index(section) for section in sections)


def _inside(found: Iterator[Event], inside: str | None) -> Iterator[Event]:
    if inside is None:
        return found
    return (event for each in found if each.kind == "member" and each.key == inside for event in events_of(each.value))


def _images(source: Source, config: CaptionsConfig, shape: Shape) -> Images:
    """Read all images of a file; this is needed before the records if the images come after them."""
    images = Images({}, whole=True)
    try:
        with opened(source, config.encoding) as window:
            for event in _inside(events(window), shape.inside):
                if event.kind == "element" and shape.images is not None and event.key == shape.images[0]:
                    _add_image(images, event.value, shape.images[1])
    except Broken:
        return images._replace(whole=False)
    return images


def _add_image(images: Images, element: Any, column: str | None) -> None:
    if isinstance(element, dict):
        id = next((element[name] for name in ("id", "image_id", "img_id", "imgid") if name in element), None)
        if id is not None:
            images.paths[_id(id)] = None if column is None else element.get(column)


def _id(value: Any) -> str:
    """Return an image's id; numbers are normalised, because files also write them as text with leading zeros."""
    text = str(value)
    return str(int(text)) if text.isascii() and text.isdecimal() else text


def _records(found: Iterator[Event], shape: Shape, images: Images | None, config: CaptionsConfig) -> Iterator[Record]:
    if shape.transposed and shape.columns is not None:
        yield from _of_columns(found, shape.columns, config)
        return
    if shape.whole or shape.keyed:
        yield from _of_members(found, shape, config)
        return
    number = 0
    used: set[str] = set()
    for kind, key, value in found:
        if kind == "element" and shape.images is not None and images is not None and key == shape.images[0]:
            _add_image(images, value, shape.images[1])
        if kind != "element" or key not in shape.sections:
            continue
        number += 1
        row = dict(zip(shape.names, value, strict=False)) if shape.names and isinstance(value, list) else row_of(value)
        records = _of_element(value, row, number, shape, images, used, config)
        yield from records if len(shape.sections) < 2 else (_of_split(record, str(key)) for record in records)
    if images is not None and images.whole:
        for id, path in images.paths.items():
            if id not in used:
                yield Record(f"image {id}", None, path, defect=Reason.NO_CAPTION, detail="no annotation refers to this image", image_id=id)


def _of_element(
    value: Any, row: Mapping[str, Any] | None, number: int, shape: Shape, images: Images | None, used: set[str], config: CaptionsConfig
) -> Iterator[Record]:
    """Yield the records of an element of an array, and add its image's id to `used`."""
    if isinstance(value, Malformed):
        yield _bad(number, value)
    elif shape.columns is None:
        yield from records_of(str(number), value, separator=tag_separator(config))
    elif row is None:
        yield Record(f"record {number}", defect=Reason.BAD_RECORD, detail=f"not a JSON object but of type {type(value).__name__}")
    elif images is None:
        yield from records_of_row(row, number, shape.columns, config)
    else:
        id = _id(row.get(shape.columns.image_id or ""))
        used.add(id)
        for record in records_of_row({**row, IMAGE: images.paths.get(id)}, number, shape.columns._replace(image=IMAGE), config):
            yield _checked(record, row, id, images, config)


def _of_split(record: Record, section: str) -> Record:
    """Prefix the record's ids with the name of its array, because another array may use the same ids."""
    named = record.image_id if record.image_id != record.key.partition("#")[0] else f"{section}/{record.image_id}"
    return record._replace(key=f"{section}/{record.key}", image_id=named)


def _checked(record: Record, row: Any, id: str, images: Images, config: CaptionsConfig) -> Record:
    """Return the record; it becomes a defect if its image is missing, or if FOIL marks it as false."""
    if record.defect is None and row.get("foil") is True:
        return record._replace(defect=Reason.BAD_RECORD, detail="marked as a foil, a caption that is false")
    if record.defect is None and images.whole and id not in images.paths and config.images != "ignore":
        return record._replace(defect=Reason.IMAGE_MISSING, detail=f"the file lists no image with id {id}")
    return record


def _of_columns(found: Iterator[Event], columns: Columns, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of an object whose members are columns (objects or arrays). The columns to read are kept in memory."""
    wanted = {name.partition(".")[0] for name in columns.present()}
    table: dict[str, Any] = {}
    for kind, name, value in found:
        if name not in wanted:
            continue
        if kind == "member" and isinstance(value, dict):
            table[name] = value
        elif kind == "array":
            table[name] = {}
        elif kind == "element":
            table[name][len(table[name])] = value
    captions = table.get(columns.caption.partition(".")[0], {})
    uneven = [f"{name} ({len(column):,})" for name, column in table.items() if len(column) != len(captions)]
    if uneven:
        raise Broken(f"{', '.join(uneven)} and {columns.caption} ({len(captions):,}) differ in length")
    for number, key in enumerate(captions, 1):
        yield from records_of_row({name: column.get(key) for name, column in table.items()}, number, columns, config)


def _of_members(found: Iterator[Event], shape: Shape, config: CaptionsConfig) -> Iterator[Record]:
    """Yield the records of an object that is a record, or whose members are records."""
    if shape.whole and shape.columns is not None:
        row: dict[str, Any] = {}
        for kind, key, value in found:
            if key is not None and kind == "array":
                row[key] = []
            elif key is not None and kind == "element":
                row[key].append(value)
            elif key is not None:
                row[key] = value
        yield from records_of_row(row, 1, shape.columns, config)
        return
    for number, (key, value) in enumerate(_members(found), 1):
        image = key if is_name(key) and config.images != "ignore" else None
        if isinstance(value, Malformed):
            yield _bad(number, value)
        elif shape.columns is None:
            yield from records_of(key_of(key, number), value, image, tag_separator(config), key)
        elif isinstance(value, dict):
            columns = shape.columns._replace(key=KEY, image=shape.columns.image or (IMAGE if image else None))
            for record in records_of_row({**value, KEY: key, IMAGE: image}, number, columns, config):
                yield record if record.image_id is not None else record._replace(image_id=key)
        else:
            yield Record(key_of(key, number), defect=Reason.BAD_RECORD, detail=f"not a JSON object but of type {type(value).__name__}")


def _members(found: Iterator[Event]) -> Iterator[tuple[str, Any]]:
    """Yield the members of an object, each array as a list."""
    name: str | None = None
    items: list[Any] = []
    for kind, key, value in found:
        if kind == "element":
            items.append(value)
            continue
        if name is not None:
            yield name, items
        name, items = (key, []) if kind == "array" else (None, [])
        if kind == "member" and key is not None:
            yield key, value
    if name is not None:
        yield name, items


def _bad(number: int, value: Malformed) -> Record:
    return Record(
        f"record {number}", shortened(value.sample), defect=Reason.BAD_RECORD, detail=f"record {number}: {shortened(value.detail)}"
    )
