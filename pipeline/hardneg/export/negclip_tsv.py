"""negclip-tsv: `train.tsv` with the columns `title`, `filepath`, `neg_caption` and `neg_image`, as NegCLIP reads them.

NegCLIP (Yuksekgonul and others 2023, arXiv 2210.01936) draws one of the Python list `neg_caption` for each image, and adds the image, the
title and a negative of a similar image: `neg_image` is a list of row numbers. Here these are the rows of the caption's negative images,
whose title is the negative and whose negative caption is the caption. A caption without such images names the row of another image.
"""

from typing import Any

from more_itertools import peekable

from hardneg.export.destination import Delimited, text
from hardneg.export.selection import ALL, Caption, Job, Needs, captions, negatives_of


def write(job: Job, split: str) -> None:
    """Write the table of a split, and the images."""
    needs = Needs("required", both_directions=True, negatives=negatives_of(job, ALL))
    following = peekable(captions(job, split, needs))
    with job.destination.open(f"{split}.tsv") as file, text(file) as lines:
        table = Delimited(lines, "\t")
        table.writerow(["", "title", "filepath", "neg_caption", "neg_image"])
        row, other, before = 0, None, None
        for caption in following:
            drawn = [one for one in caption.negatives if one.image is not None]
            name = _image(job, caption)
            if before is not None and before[1] != name:
                other = before[0]
            next_row = row + 1 + len(drawn) if following else row
            similar = [row + 1 + i for i in range(len(drawn))] or [next_row if other is None else other]
            _add(table, row, caption.text, job.path(name), [one.text for one in caption.negatives], similar)
            for one, number in zip(drawn, similar, strict=False):
                assert one.image is not None
                path = job.path(job.destination.add_image(one.image))
                _add(table, number, one.text, path, [caption.text], [row])
            before, row = (row, name), row + 1 + len(drawn)
            job.samples[split] += 1 + len(drawn)


def _image(job: Job, caption: Caption) -> str:
    assert caption.image is not None
    return job.destination.add_image(caption.image)


def _add(table: Any, row: int, title: str, path: str, negatives: list[str], similar: list[int]) -> None:
    table.writerow([row, title, path, repr(negatives), repr(similar)])
