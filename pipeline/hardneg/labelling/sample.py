"""Sample negatives to label: in equal shares of the families, of those kept and of those that a matcher rejected as still true.

A row is chosen by the hash of its id and the seed, so the sample is uniform within a family and side. Only ids are read of all rows.
"""

import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hardneg.engine import parts, storage
from hardneg.engine.hash_set import HashSet
from hardneg.engine.manifest import read_manifest
from hardneg.errors import UserError
from hardneg.grammar.difference import edits_between
from hardneg.grammar.splice import Edit
from hardneg.report.inspection import equal_shares
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject
from hardneg.shards.files import find_shards, opened
from hardneg.shards.image_ids import image_ids

COLUMNS = ["id", "caption_id", "caption", "negative", "family", "edits", "image", "image_id", "source"]
CAPTIONS = "captions"
JUDGING = ("rewrite", "filter")
"""Stages whose matchers reject negatives as still true."""
DOUBTED = [Reason.STILL_TRUE.value, Reason.DISPUTED.value]
"""Reasons of these rejects."""


class Item(NamedTuple):
    """Hold a negative to label. `group` names its image, or its caption where there is none; labels of one group are not independent."""

    id: str
    caption_id: str
    caption: str
    negative: str
    family: str
    edits: list[Edit]
    image: dict[str, Any] | None
    source: str
    group: str
    kept: bool


class Sample(NamedTuple):
    """Hold the sampled items in random order, and the numbers of negatives that they were sampled from, by family."""

    items: list[Item]
    kept: Mapping[str, int]
    rejected: Mapping[str, int]


class Place(NamedTuple):
    """Locate a negative: its rank in the sample, its id, the file and the row group, or the part where it was rejected."""

    rank: int
    id: str
    file: str
    group: int


def sample(out: str, n: int, families: Collection[str], seed: int, rejected: float) -> Sample:
    """Return at most `n` negatives of `families`, of which a share `rejected` was rejected, as far as there are as many of each side.

    Raises:
        UserError: There are no shards, or none of these families, or a file is damaged.
    """
    kept = _Choice(n)
    for file in find_shards(out):
        for group, ids, names in _ids(file):
            kept.add((Place(_rank(seed, one), one, file, group), name) for one, name in zip(ids, names, strict=True) if name in families)
    refused, seen = _Choice(n), HashSet()
    for part, rows in _rejects(out, families) if rejected else ():
        ids, names = rows["id"].to_pylist(), rows["family"].to_pylist()
        ranks = np.array([_rank(seed, one) for one in ids], np.uint64)
        new = ~seen.add(ranks)
        refused.add((Place(int(ranks[i]), ids[i], "", part), names[i]) for i in np.flatnonzero(new).tolist())
    of_rejected = min(round(n * rejected), refused.total) if kept.total else min(n, refused.total)
    of_kept = min(n - of_rejected, kept.total)
    of_rejected = min(n - of_kept, refused.total) if rejected else 0
    items = [*_kept(kept.chosen(of_kept)), *_rejected(out, refused.chosen(of_rejected), families)]
    if not items:
        raise UserError(f"{out}: holds no negatives to label" + (f" of {', '.join(sorted(families))}" if len(families) == 1 else ""))
    return Sample(sorted(items, key=lambda item: _rank(seed, "order", item.id)), kept.counts, refused.counts)


class _Choice:
    """A choice remembers the `n` places of least rank of each family, and counts all."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.counts: Counter[str] = Counter()
        self.least: defaultdict[str, list[tuple[int, Place]]] = defaultdict(list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def add(self, places: Iterable[tuple[Place, str]]) -> None:
        for place, family in places:
            self.counts[family] += 1
            heap = self.least[family]
            if len(heap) < self.n:
                heapq.heappush(heap, (-place.rank, place))
            elif -place.rank > heap[0][0]:
                heapq.heapreplace(heap, (-place.rank, place))

    def chosen(self, n: int) -> list[Place]:
        shares = equal_shares(dict(sorted(self.counts.items())), n)
        return [place for family, share in shares.items() for _, place in sorted(self.least[family], reverse=True)[:share]]


def _rank(*key: object) -> int:
    return int.from_bytes(hashlib.blake2b("\x1f".join(map(str, key)).encode(), digest_size=8).digest(), "big")


def _ids(file: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield the ids and families of each row group of a shard."""
    with opened(file) as parquet:
        for group in range(parquet.num_row_groups):
            rows = parquet.read_row_group(group, columns=["id", "family"], use_threads=False)
            yield group, rows["id"].to_pylist(), rows["family"].to_pylist()


def _kept(places: Iterable[Place]) -> Iterator[Item]:
    wanted: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for place in places:
        wanted[place.file, place.group].append(place.id)
    for (file, group), ids in sorted(wanted.items()):
        with opened(file) as parquet:
            rows = parquet.read_row_group(group, columns=COLUMNS, use_threads=False)
        for row in _named(rows.filter(pc.is_in(rows["id"], pa.array(ids)))).to_pylist():
            yield _item(row, row, [Edit(**edit) for edit in row["edits"]], True)


def _rejects(out: str, families: Collection[str]) -> Iterator[tuple[int, pa.Table]]:
    """Yield the negatives of each part that matchers rejected, with its number; none where `out` is no run."""
    manifest = read_manifest(out)
    for part in range(manifest.parts if manifest is not None else 0):
        yield part, _rejects_of(out, part, families)


def _rejects_of(out: str, part: int, families: Collection[str]) -> pa.Table:
    columns = ["id", "caption_id", "reason", "negative", "family"]
    found = [arrow_schema(Reject).empty_table().select(columns)]
    for stage in JUDGING:
        path = parts.rejects_path(out, stage, part)
        if not storage.exists(path):
            continue
        rows = storage.read_parquet(storage.read(path), columns).select(columns)
        judged = pc.and_(pc.is_in(rows["reason"], pa.array(DOUBTED)), rows["negative"].is_valid())
        found.append(rows.filter(pc.and_(judged, pc.is_in(rows["family"], pa.array(list(map(str, families)), pa.string())))))
    return pa.concat_tables(found)


def _rejected(out: str, places: Iterable[Place], families: Collection[str]) -> Iterator[Item]:
    wanted: defaultdict[int, list[str]] = defaultdict(list)
    for place in places:
        wanted[place.group].append(place.id)
    for part, ids in sorted(wanted.items()):
        rows: dict[str, dict[str, Any]] = {}
        for row in _rejects_of(out, part, families).to_pylist():
            rows.setdefault(row["id"], row)
        captions = parts.read_rows(out, CAPTIONS, part, ["id", "caption", "image", "image_id", "source"])
        captions = captions.filter(pc.is_in(captions["id"], pa.array({rows[one]["caption_id"] for one in ids})))
        found = {row["id"]: row for row in _named(captions).to_pylist()}
        for one in ids:
            row, caption = rows[one], found[rows[one]["caption_id"]]
            yield _item(row, caption, edits_between(caption["caption"], row["negative"]), False)


def _named(captions: pa.Table) -> pa.Table:
    """Return captions with the names of images that shards have, also where a stage or older shards have none."""
    return captions.set_column(captions.schema.get_field_index("image_id"), "image_id", image_ids(captions))


def _item(row: dict[str, Any], caption: dict[str, Any], edits: list[Edit], kept: bool) -> Item:
    source = caption["source"]["input"]
    group = f"{source}\x1f{caption['image_id']}" if caption["image"] is not None and caption["image_id"] is not None else row["caption_id"]
    return Item(
        row["id"],
        row["caption_id"],
        caption["caption"],
        row["negative"],
        row["family"],
        edits,
        caption["image"],
        source,
        hashlib.blake2b(group.encode(), digest_size=8).hexdigest(),
        kept,
    )
