"""Read pairs of caption and negative from shards or JSON lines, and divide them into two halves."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import fsspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.errors import UserError
from hardneg.grammar.splice import Edit
from hardneg.schemas.rows import FORMAT_KEY
from hardneg.seeding import generator_for, seed_for

Places = npt.NDArray[np.int64]
COLUMNS = ["caption_id", "caption", "negative", "positives", "family", "edits", "lm_gap", "negative_image.path"]
COLUMNS += ["image.path", "image_id", "image_group", "source.input"]
"""The bytes of images are not read."""
_NAMED = 4
"""First row format in which every row with an image has an `image_id`."""
_AT_ONCE = 500
"""So many rows are in memory at once, since each may have an image in older shards."""
NO_FAMILY = ""
"""The family of a pair whose file names none."""


class Pair(NamedTuple):
    """Hold a caption and one negative. `keys` name its caption and its image, which must not be in both halves.

    `edits` is None if unknown; `gap` is log p(caption) - log p(negative) in nats, where a model scored both, and
    `judge_gap` the same by an LLM that took no part in making the pair. `own_image`: both texts have an image that shows them, so that the
    row is trained on in both directions.
    """

    caption: str
    negative: str
    family: str
    keys: tuple[str, ...]
    caption_id: str
    positives: tuple[str, ...] = ()
    edits: tuple[Edit, ...] | None = None
    gap: float | None = None
    judge_gap: float | None = None
    own_image: bool = False


class Halves(NamedTuple):
    """Hold the indices of pairs to train on and to test on; `group` is the group of every pair, by caption and image."""

    train: Places
    test: Places
    group: Places


def read_shards(files: Sequence[str], most: int, seed: int) -> list[Pair]:
    """Read the rows of shards; of more than `most`, a sample of about so many, with all or none of a caption, by a hash of its id.

    Raises:
        UserError: A file is no shard.
    """
    try:
        total = sum(_rows_in(path) for path in files)
        share = min(1.0, most / max(1, total))
        return [_from_row(row) for path in files for row in _rows(path) if _drawn(row["caption_id"], seed) < share]
    except (pa.ArrowInvalid, KeyError) as error:
        raise UserError(f"{files[0]} and beside it: not shards that can be read ({error}); `hardneg verify` says more of a run") from error


def read_baseline(named: str, most: int, seed: int) -> list[Pair]:
    """Read pairs of a JSON lines file with `caption`, and `negative` or a list `negatives`; `family`, `type`, `image`, `id` are optional.

    `FILE?column=value` uses only the rows with this value, such as `sugarcrepe.jsonl?refined=true`.
    Of more than `most` pairs a sample is drawn, as of shards.

    Raises:
        UserError: The file is not there, is not JSON lines, lacks a column, or has no such row.
    """
    path, _, where = named.partition("?")
    column, _, value = where.partition("=")
    wanted = "JSON lines with caption, and negative (a text) or negatives (a list of them)"
    pairs: list[Pair] = []
    number = 0
    try:
        with fsspec.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                number += 1
                row = json.loads(line) if line.strip() else None
                if row is None or (where and _shown(row[column]) != value):
                    continue
                pairs += _from_line(row)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"baseline {path}: cannot be read ({type(error).__name__}); give {wanted}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        said = f"no column {error}" if isinstance(error, KeyError) else str(error)
        raise UserError(f"baseline {path}, line {number}: {said}; give {wanted}") from error
    if not pairs:
        raise UserError(f"baseline {named}: no pairs in it; give {wanted}")
    share = min(1.0, most / len(pairs))
    return [pair for pair in pairs if _drawn(pair.caption_id, seed) < share]


def against_positives(pairs: Sequence[Pair], seed: int) -> list[Pair]:
    """Pair each negative with one of the positives of its caption; skip negatives without positives.

    The positives of a caption are used in turn, from a random one on, so that each is used about equally often.
    """
    turns: dict[str, int] = {}
    found = []
    for pair in pairs:
        if not pair.positives:
            continue
        if pair.caption_id not in turns:
            turns[pair.caption_id] = generator_for(seed, pair.caption_id, "quality", "positive").randrange(len(pair.positives))
        positive = pair.positives[turns[pair.caption_id] % len(pair.positives)]
        turns[pair.caption_id] += 1
        found.append(pair._replace(caption=positive, edits=None, gap=None, judge_gap=None))
    return found


def halve(pairs: Sequence[Pair], seed: int) -> Halves:
    """Divide `pairs` such that no caption and no image is in both halves: by a hash, half of the groups to train on, half to test on."""
    names = _groups(pairs)
    ranked = sorted(set(names), key=lambda name: hashlib.blake2b(f"{seed}\x1f{name}".encode(), digest_size=8).digest())
    place = {name: number for number, name in enumerate(ranked)}
    group = np.array([place[name] for name in names], np.int64)
    order = np.argsort(group, kind="stable")
    first = group[order] < len(ranked) / 2
    return Halves(order[first], order[~first], group)


def _groups(pairs: Sequence[Pair]) -> list[str]:
    """Return the name of each pair's group: the smallest key in its connected component."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for pair in pairs:
        roots = sorted({root(key) for key in pair.keys})
        for other in roots[1:]:
            parent[other] = roots[0]
    return [root(pair.keys[0]) for pair in pairs]


def by_family(pairs: Sequence[Pair]) -> Mapping[str, Places]:
    """Return the indices of the pairs of each family, by its name."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        found[pair.family].append(number)
    return {family: np.array(found[family], np.int64) for family in sorted(found)}


def _rows_in(path: str) -> int:
    with fsspec.open(path, "rb") as file:
        return int(pq.read_metadata(file).num_rows)


def _rows(path: str) -> Iterator[dict[str, Any]]:
    with fsspec.open(path, "rb") as file:
        parquet = pq.ParquetFile(file)
        unnamed = int((parquet.schema_arrow.metadata or {}).get(FORMAT_KEY.encode(), b"1")) < _NAMED
        for batch in parquet.iter_batches(_AT_ONCE, columns=COLUMNS + ["image.bytes"] * unnamed, use_threads=False):
            yield from batch.to_pylist()


def _drawn(identity: str, seed: int) -> float:
    """Return a number in [0, 1) that follows from `identity`."""
    return seed_for(seed, identity, "quality", "sample") / 2**31


def _from_row(row: Mapping[str, Any]) -> Pair:
    edits = tuple(Edit(**edit) for edit in row["edits"])
    named = _named(row)
    keys = _keys(row["caption"], row["caption_id"], row.get("image_group"), named)
    own_image = row["image"] is not None and named is not None and row.get("negative_image") is not None
    return Pair(
        caption=row["caption"],
        negative=row["negative"],
        family=row["family"],
        keys=keys,
        caption_id=row["caption_id"],
        positives=tuple(row["positives"]),
        edits=edits,
        gap=row["lm_gap"],
        own_image=own_image,
    )


def _named(row: Mapping[str, Any]) -> str | None:
    """Return the name of the image of a row of a shard; None where it has none."""
    image, name = row["image"] or {}, row.get("image_id")
    if (data := image.get("bytes")) is not None:  # of older shards
        return hashlib.blake2b(data, digest_size=16).hexdigest()
    return image.get("path") if name is None else f"{row['source']['input']}\0{name}"


def _from_line(row: Mapping[str, Any]) -> Iterator[Pair]:
    negatives = row["negatives"] if "negatives" in row else [row["negative"]]
    if not isinstance(row["caption"], str) or not isinstance(negatives, list) or not all(isinstance(each, str) for each in negatives):
        raise ValueError("caption or negative is not a text")
    family = str(row.get("family") or row.get("type") or NO_FAMILY)
    keys = _keys(row["caption"], row.get("id"), row.get("image"))
    for negative in negatives:
        if negative != row["caption"]:
            yield Pair(row["caption"], negative, family, keys, row["caption"])


def _keys(caption: str, identity: object, *images: object) -> tuple[str, ...]:
    keys = ["text " + " ".join(caption.lower().split())]
    named = [("id", identity), *(("image", image) for image in images)]
    keys += [f"{what} {value}" for what, value in named if isinstance(value, str | int) and value != ""]
    return tuple(keys)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
