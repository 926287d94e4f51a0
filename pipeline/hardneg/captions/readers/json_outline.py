"""The outline of a JSON file: its members, and a sample of the elements of each array."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardneg.captions.fields.names import EXACT, caption_rank
from hardneg.captions.fields.records import Broken
from hardneg.captions.fields.sample import SIZE
from hardneg.captions.readers.json_stream import Event, Window

LOOKED_AT = 1 << 24
"""Characters of a file after which its shape is told from what was seen, unless images are still without captions, or COCO's annotations
without images."""
IMAGES = ("images", "image", "imgs")
"""Members that hold the images which captions elsewhere refer to."""
NUMBERS = 200
"""Members of an object that are kept to tell its shape from."""

Rows = list[Mapping[str, Any]]


class Outline(NamedTuple):
    """The members of a file's object, or its array, with a sample of the elements of each array; arrays are in the order of the file."""

    top: str
    arrays: dict[str | None, list[Any]]
    members: dict[str, Any]
    size: int


def outline(window: Window | None, found: Iterator[Event]) -> Outline | None:
    """Return the outline of what the events tell, up to a break; None where there is nothing."""
    top, count = "", 0
    arrays: dict[str | None, list[Any]] = {}
    members: dict[str, Any] = {}
    try:
        for kind, key, value in found:
            if key is None and kind != "element":
                top = kind
            if kind == "array":
                count += key is not None
                if len(arrays) < NUMBERS:
                    arrays[key] = []
            elif kind == "element":
                if key in arrays and len(arrays[key]) < SIZE:
                    arrays[key].append(value)
                elif top == "array":
                    break
            elif kind == "member" and key is not None:
                count += 1
                if len(members) < NUMBERS:
                    members[key] = value
            if count > NUMBERS or (window is not None and window.passed > LOOKED_AT and not _goes_on(arrays)):
                break
    except Broken:
        if not arrays and not members:
            raise
    return Outline(top, arrays, members, count) if top else None


def _goes_on(arrays: dict[str | None, list[Any]]) -> bool:
    """Return whether the last array has given no sample yet, or one that belongs to those that were seen may follow."""
    names = set(arrays)
    if arrays and len(list(arrays.values())[-1]) < SIZE:
        return True
    if "annotations" in names:
        return names.isdisjoint(IMAGES)
    fields = [name for rows in arrays.values() for row in rows_of(rows)[:1] for name in row]
    described = any(rank is not None and rank < EXACT for rank in map(caption_rank, fields))
    return names <= {*IMAGES, "videos"} and not described


def rows_of(elements: list[Any]) -> Rows:
    """Return the objects among the elements; a list counts as an object with the members 0, 1, ..."""
    return [row for element in elements if (row := row_of(element)) is not None]


def row_of(element: Any) -> Mapping[str, Any] | None:
    """Return an element as a row; None where it is none."""
    if isinstance(element, dict):
        return element
    if isinstance(element, list) and len(element) > 1:
        return {str(i): value for i, value in enumerate(element)}
    return None
