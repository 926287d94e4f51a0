"""sentence-transformers: Parquet in the forms that `mine_hard_negatives` returns and the losses take.

The anchor is the caption (a paraphrase is its positive), or with `--anchor image` the image (the caption is its positive).

| `--form` | columns | losses |
|---|---|---|
| `triplet` | `anchor, positive, negative` | MultipleNegativesRankingLoss, TripletLoss |
| `n-tuple` | `anchor, positive, negative_1, ..., negative_K` | MultipleNegativesRankingLoss, CachedMultipleNegativesRankingLoss |
| `labeled-pair` | `anchor, document, label`: 1 or 0 | BinaryCrossEntropyLoss (cross-encoder), ContrastiveLoss |
| `labeled-list` | `anchor, documents, labels` | LambdaLoss, ListNetLoss (cross-encoder) |

With `--scores`, `triplet` and `n-tuple` have a column `scores` (of the positive, then of each negative: MarginMSELoss). `label` becomes
`score` (CoSENTLoss) and `labels` becomes `scores`. A score is the probability that the text is true where the anchor is: 1 for positives,
1 - `p_valid` for negatives, and 0 for negatives that no matcher judged.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from hardneg.errors import UserError
from hardneg.export.parquet import IMAGE, parquet_files, stored
from hardneg.export.selection import ALL, Caption, Job, Needs, captions, negatives_of

FORMS = ("triplet", "n-tuple", "labeled-pair", "labeled-list")
TUPLE = 2
"""Negatives of an n-tuple by default: it needs as many of each caption."""

Row = dict[str, Any]


def write(job: Job, split: str) -> None:
    """Write the rows of a split."""
    form = job.options.form or "triplet"
    if form not in FORMS:
        raise UserError(f"--form {form}: no such form; there are {', '.join(FORMS)}")
    by_image = job.options.anchor == "image"
    count = negatives_of(job, TUPLE if form == "n-tuple" else ALL)
    if form == "n-tuple" and count == ALL:
        raise UserError("--form n-tuple needs a number of negatives: --negatives K")
    needs = Needs("required" if by_image else "unused", positives=not by_image, negatives=count, exactly=form == "n-tuple")
    schema = _schema(form, job.options.scores, IMAGE if by_image else pa.string(), count)
    with parquet_files(job.destination, split, schema, job.options.per_file) as files:
        for caption in captions(job, split, needs):
            for row in _rows(form, job.options.scores, caption, by_image):
                files.add(row, len(caption.image.data) if caption.image is not None else 0)
                job.samples[split] += 1


def _rows(form: str, scores: bool, caption: Caption, by_image: bool) -> Iterator[Row]:
    anchor = stored(caption.image) if by_image else caption.text
    positives = [caption.text, *caption.group.positives] if by_image else caption.group.positives
    negatives = [(one.text, 0.0 if (p := one.row["p_valid"]) is None else 1.0 - p) for one in caption.negatives]
    labelled = [(text, 1.0) for text in positives] + (negatives if scores else [(text, 0.0) for text, _ in negatives])
    if form == "labeled-pair":
        for text, value in labelled:
            yield {"anchor": anchor, "document": text, "score" if scores else "label": value}
    elif form == "labeled-list":
        texts, values = [text for text, _ in labelled], [value for _, value in labelled]
        yield {"anchor": anchor, "documents": texts, "scores" if scores else "labels": values}
    elif form == "n-tuple":
        row = {"anchor": anchor, "positive": positives[0]} | {f"negative_{i}": text for i, (text, _) in enumerate(negatives, 1)}
        yield row | ({"scores": [1.0, *(score for _, score in negatives)]} if scores else {})
    else:
        for number, (text, score) in enumerate(negatives):
            row = {"anchor": anchor, "positive": positives[number % len(positives)], "negative": text}
            yield row | ({"scores": [1.0, score]} if scores else {})


def _schema(form: str, scores: bool, anchor: pa.DataType, count: int) -> pa.Schema:
    text, number = pa.string(), pa.float32()
    if form == "labeled-pair":
        return pa.schema([("anchor", anchor), ("document", text), ("score" if scores else "label", number)])
    if form == "labeled-list":
        return pa.schema([("anchor", anchor), ("documents", pa.list_(text)), ("scores" if scores else "labels", pa.list_(number))])
    negatives = ["negative"] if form == "triplet" else [f"negative_{i}" for i in range(1, count + 1)]
    columns = [("anchor", anchor), ("positive", text), *((name, text) for name in negatives)]
    return pa.schema([*columns, *([("scores", pa.list_(number))] if scores else [])])
