"""Choose sample rows of each family for the report, with the edits marked and thumbnails of the images."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.grammar.splice import Edit, stretches
from hardneg.matching.data_url import data_url
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.report.inspection import batches
from hardneg.schemas.family import Family

COLUMNS = [
    *("caption", "family", "kind", "edits", "positive_kinds", "positive_edits", "lm_gap", "p_valid"),
    *("image", "negative_image", "source"),
]
SIDE = 144
"""Pixels of the longer side of a thumbnail."""
LOOKED_AT = 4_000
"""Number of rows that samples are chosen from; the order in a shard is random, so the first ones will do."""


class Piece(NamedTuple):
    """Hold a piece of a text: kept, deleted (`old`), or inserted (`new`)."""

    what: Literal["kept", "old", "new"]
    text: str


class Sample(NamedTuple):
    """Hold what is shown of a row: edits, paraphrases (kind, pieces), scores, and images as data or web addresses."""

    kind: str
    pieces: list[Piece]
    positives: list[tuple[str, list[Piece]]]
    lm_gap: float | None
    p_valid: float | None
    image: str | None
    negative_image: str | None


def samples_of(files: Sequence[str], each: int, places: ImagePlaces) -> list[tuple[str, list[Sample]]]:
    """Return up to `each` rows of each family, from as many captions as possible.

    Captions with an image and without one alternate.

    Args:
        files: Shards.
        each: Most rows of a family.
        places: Where the images of the input may be.
    """
    by_family: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(files):
        by_family[row["family"]]["with" if row["image"] is not None else "without"].append(row)
    found = []
    for family in Family:
        turns = [_spread(rows) for _, rows in sorted(by_family.get(family, {}).items())]
        mixed = [rows[i] for i in range(max(map(len, turns), default=0)) for rows in turns if i < len(rows)]
        if mixed:
            found.append((str(family), [_sample(row, files[0], places) for row in mixed[:each]]))
    return found


def pieces(caption: str, edits: Sequence[dict[str, Any]]) -> list[Piece]:
    """Return the caption in pieces: kept, deleted and inserted."""
    found = []
    for kept, edit in stretches(caption, [Edit(**edit) for edit in edits]):
        found.append(Piece("kept", kept))
        if edit is not None:
            found += [Piece("old", edit.old), Piece("new", edit.new)]
    return [piece for piece in found if piece.text]


def _spread(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first row of each caption, then the second of each, and so on; rows with a generated image come first."""
    seen: dict[str, int] = defaultdict(int)
    ordered = []
    for place, row in enumerate(rows):
        ordered.append((row["negative_image"] is None, seen[row["caption"]], place))
        seen[row["caption"]] += 1
    return [rows[place] for _, _, place in sorted(ordered)]


def _sample(row: dict[str, Any], shard: str, places: ImagePlaces) -> Sample:
    paraphrases = zip(row["positive_kinds"], row["positive_edits"], strict=True)
    return Sample(
        row["kind"] or "",
        pieces(row["caption"], row["edits"]),
        [(kind, pieces(row["caption"], edits)) for kind, edits in paraphrases],
        row["lm_gap"],
        row["p_valid"],
        _picture(row["image"], row["source"]["input"], places),
        _picture(row["negative_image"], "", ImagePlaces(shard.rsplit("/", 1)[0])),
    )


def _picture(image: dict[str, Any] | None, source: str, places: ImagePlaces) -> str | None:
    """Return a thumbnail as a data address, a web address that the config allows, or None if the image cannot be read."""
    if image is None:
        return None
    path = image["path"]
    if image["bytes"] is None and path is not None and path.startswith(("http://", "https://")):
        return str(path) if places.refusal(path) is None else None
    found = read_image(ImageLocation(source, path, image["bytes"]), places, places.max_pixels)
    if isinstance(found, Rejected):
        return None
    return data_url(found, SIDE, "JPEG", 85)


def _rows(files: Sequence[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for file in files:
        for batch in batches(file, COLUMNS, 500):
            rows += batch.to_pylist()
            if len(rows) >= LOOKED_AT:
                return rows
    return rows
