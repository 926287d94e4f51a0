"""negclip-tsv: `train.tsv` with the columns `title`, `filepath`, `neg_caption` and `neg_image`, as NegCLIP reads them.

NegCLIP (Yuksekgonul and others 2023, arXiv 2210.01936) draws one of the Python list `neg_caption` for each image, and adds the image, the
title and a negative of a similar image: `neg_image` is a list of row numbers, which may not be empty. Here these are the rows of the
caption's negative images, whose title is the negative and whose negative caption is the caption. A caption without such images names a
caption of another image, so captions of a single image are refused.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hardneg.errors import UserError
from hardneg.export.destination import Delimited, text
from hardneg.export.selection import ALL, Caption, Job, Needs, captions, negatives_of


class Row(NamedTuple):
    """Hold a row of the table. `similar` is empty if the row names a caption of another image."""

    number: int
    title: str
    path: str
    negatives: list[str]
    similar: list[int]


def write(job: Job, split: str) -> None:
    """Write the table of a split, and the images. Rows of the first image wait until there is a caption of another one.

    Raises:
        UserError: A row needs the row of another image, and there is none.
    """
    needs = Needs("required", both_directions=True, negatives=negatives_of(job, ALL))
    with job.destination.open(f"{split}.tsv") as file, text(file) as lines:
        table = Delimited(lines, "\t")
        table.writerow(["", "title", "filepath", "neg_caption", "neg_image"])
        waiting: list[Row] = []
        number, other, before = 0, None, None
        for caption in captions(job, split, needs):
            assert caption.image is not None
            name = job.destination.add_image(caption.image)
            if before is not None and before[1] != name:
                other = before[0]
            rows = _rows(job, caption, name, number)
            if other is None:
                waiting += rows
            else:
                _add(table, waiting, number)
                _add(table, rows, other)
                waiting = []
            before, number = (number, name), number + len(rows)
            job.samples[split] += len(rows)
        if not all(row.similar for row in waiting):
            raise UserError(f"--to negclip-tsv: neg_image needs captions of two images, and all {split} captions have the same one")
        _add(table, waiting, 0)


def _rows(job: Job, caption: Caption, name: str, number: int) -> list[Row]:
    """Return the row of a caption, and those of its negatives that have an image."""
    drawn = [(one.text, one.image) for one in caption.negatives if one.image is not None]
    similar = [number + 1 + i for i in range(len(drawn))]
    shown = [
        Row(place, title, job.path(job.destination.add_image(image)), [caption.text], [number])
        for place, (title, image) in zip(similar, drawn, strict=True)
    ]
    return [Row(number, caption.text, job.path(name), [one.text for one in caption.negatives], similar), *shown]


def _add(table: Any, rows: Sequence[Row], other: int) -> None:
    for row in rows:
        table.writerow([row.number, row.title, row.path, repr(row.negatives), repr(row.similar or [other])])
