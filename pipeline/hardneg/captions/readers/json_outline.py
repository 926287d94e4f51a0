"""Outline a JSON file: its members, and a sample of the elements of each array."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hardneg.captions.fields.names import EXACT, caption_rank
from hardneg.captions.fields.records import Broken
from hardneg.captions.fields.sample import SIZE
from hardneg.captions.readers.json_stream import Event, Window

MAX_CHARS = 1 << 24
"""Characters of a file after which its shape is recognised, unless only images were found without captions, or COCO's annotations without
images."""
IMAGES = ("images", "image", "imgs")
"""Names of members with the images that captions in another member refer to."""
MAX_MEMBERS = 200
"""Upper bound of the members of an object from which its shape is recognised."""

Rows = list[Mapping[str, Any]]


class Outline(NamedTuple):
    """Hold the members of a file's object, or its array, with a sample of each array's elements. Arrays keep the order of the file."""

    top: str
    arrays: dict[str | None, list[Any]]
    members: dict[str, Any]
    size: int


def outline(window: Window | None, found: Iterator[Event]) -> Outline | None:
    """Return the outline of a file by its events, up to a damage; None where there are no events."""
    top, count = "", 0
    arrays: dict[str | None, list[Any]] = {}
    members: dict[str, Any] = {}
    try:
        for kind, key, value in found:
            if key is None and kind != "element":
                top = kind
            if kind == "array":
                count += key is not None
                if len(arrays) < MAX_MEMBERS:
                    arrays[key] = []
            elif kind == "element":
                if key in arrays and len(arrays[key]) < SIZE:
                    arrays[key].append(value)
                elif top == "array":
                    break
            elif kind == "member" and key is not None:
                count += 1
                if len(members) < MAX_MEMBERS:
                    members[key] = value
            if count > MAX_MEMBERS or (window is not None and window.passed > MAX_CHARS and not _needs_more(arrays)):
                break
    except Broken:
        if not arrays and not members:
            raise
    return Outline(top, arrays, members, count) if top else None


def _needs_more(arrays: dict[str | None, list[Any]]) -> bool:
    """Return whether the last array has no full sample yet, or an array that the others depend on may follow."""
    names = set(arrays)
    if arrays and len(list(arrays.values())[-1]) < SIZE:
        return True
    if "annotations" in names:
        return names.isdisjoint(IMAGES)
    fields = [name for rows in arrays.values() for row in rows_of(rows)[:1] for name in row]
    described = any(rank is not None and rank < EXACT for rank in map(caption_rank, fields))
    return names <= {*IMAGES, "videos"} and not described


def rows_of(elements: list[Any]) -> Rows:
    """Return the objects among the elements; a list is an object with the members 0, 1, ..."""
    return [row for element in elements if (row := row_of(element)) is not None]


def row_of(element: Any) -> Mapping[str, Any] | None:
    """Return an element as a row; None where it is neither an object nor a list."""
    if isinstance(element, dict):
        return element
    if isinstance(element, list) and len(element) > 1:
        return {str(i): value for i, value in enumerate(element)}
    return None
