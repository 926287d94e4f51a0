"""Describe the layout of a source: the recognised format, and the columns that the records are read from."""

from typing import NamedTuple


class Layout(NamedTuple):
    """A layout is what a reader recognises in a source before it reads the records.

    Attributes:
        format: The format with its variant, such as `csv` or `json (COCO captions)`.
        captions: Columns, dotted paths or members that hold the captions; several where an image has several captions.
        image: The column or member that holds the image; None where there is none.
        key: The column that names the record; None where records are numbered.
        details: Recognised settings, one phrase each, such as `delimiter ';'`, `encoding utf-16` or `no header`.
        notes: Choices that a user may want to change, one sentence each, with the setting for it.
    """

    format: str
    captions: tuple[str, ...]
    image: str | None = None
    key: str | None = None
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
