"""The layout of a source: which format was recognised and which columns give the records."""

from typing import NamedTuple


class Layout(NamedTuple):
    """A layout is what a reader recognises in a source before it reads the records.

    Attributes:
        format: The format with its variant, such as `csv` or `json (COCO captions)`.
        captions: Columns, dotted paths or members that the captions come from; several where an image has several captions.
        image: The column or member that holds the image; None where there is none.
        key: The column that names the record; None where records are numbered.
        details: Settings that were recognised, one phrase each, such as `delimiter ';'`, `encoding utf-16` or `no header`.
        notes: Choices that a user may want to make otherwise, one sentence each, with the setting that does so.
    """

    format: str
    captions: tuple[str, ...]
    image: str | None = None
    key: str | None = None
    details: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
