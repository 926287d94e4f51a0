"""Whether a finished run holds: every count, every hash, every edit. Reads all of OUT, a file at a time, and changes nothing."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.order import folders
from hardneg.engine.parts import PART, nested, read_dones
from hardneg.grammar.splice import apply_edits, disorder
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Done, Manifest, Packed
from hardneg.schemas.record import Record
from hardneg.schemas.rows import FORMAT, FORMAT_KEY, ShardRow

AnyRecord = TypeVar("AnyRecord", bound=Record)
MOST = 20
"""Problems after which `verify` stops."""

FLAT = "flat"
FAMILIES = [str(family) for family in Family]
COMPARED = [field.name for field in arrow_schema(ShardRow) if not pa.types.is_nested(field.type)]
"""Columns by which the shards are compared with the flat parts, row by row. The edits of negatives and positives are checked besides."""

CHECKED = [*COMPARED, "edits", "positives", "positive_kinds", "positive_edits"]


class Tally:
    """Sum of the hashes of rows: equal for the same rows in any order. And the ids, each by 64 bits of its hash."""

    def __init__(self) -> None:
        self.total = 0
        self.rows = 0
        self.ids: set[int] = set()

    def add(self, rows: pa.Table) -> Iterator[str]:
        """Count rows; yields the ids that were there before."""
        self.rows += rows.num_rows
        columns = [pc.cast(rows[name], pa.string()) for name in COMPARED]
        for row in pc.binary_join_element_wise(*columns, "\0", null_handling="replace", null_replacement="null").to_pylist():
            self.total = (self.total + _hash64(row)) % 2**64
        for identity in rows["id"].to_pylist():
            size = len(self.ids)
            self.ids.add(_hash64(identity))
            if len(self.ids) == size:
                yield identity


class Flow(NamedTuple):
    """How much a part hands on to the next stage: captions, and negatives nested in them."""

    rows: int
    negatives: int


def verify(out: str) -> list[str]:
    """All that does not hold in the run at `out`, at most MOST; nothing where it holds."""
    return list(islice(_problems(out), MOST))


def summary(out: str) -> str:
    """What a run that holds consists of, in one line."""
    manifest = Manifest.model_validate_json(storage.read(storage.join(out, "manifest.json")))
    packed = Packed.model_validate_json(storage.read(storage.join(out, "shards", "done.json")))
    read = sum(done.rows_in for done in read_dones(out, "captions", manifest.parts) if done)
    kept = sum(done.rows_out for done in read_dones(out, "filter", manifest.parts) if done)
    negatives = sum(packed.rows.values())
    counted = f"{read:,} captions read, {kept:,} kept with {negatives:,} negatives"
    return f"{counted}; parts {manifest.parts}, shards {len(packed.rows)}, run {manifest.run_id}"


def _problems(out: str) -> Iterator[str]:
    manifest, problem = _record(storage.join(out, "manifest.json"), Manifest)
    if manifest is None:
        yield problem
        return
    flows: list[Flow | None] = [None] * manifest.parts
    flat = Tally()
    for stage in folders(manifest.config):
        yield from _strays(out, stage, manifest.parts)
        for part, done in enumerate(read_dones(out, stage, manifest.parts)):
            where = storage.join(out, stage, f"part-{part:05d}")
            if done is None:
                yield f"{where}.done.json is missing or cannot be read"
                flows[part] = None
                continue
            yield from _counts(where, done, flows[part])
            yield from _files(out, stage, done, flat)
            flows[part] = Flow(done.rows_out, done.negatives.kept)
    yield from _shards(storage.join(out, "shards"), manifest.run_id, flat)


def _record(path: str, kind: type[AnyRecord]) -> tuple[AnyRecord | None, str]:
    """A JSON file of ours, or what is wrong with it."""
    try:
        return kind.model_validate_json(storage.read(path)), ""
    except FileNotFoundError:
        return None, f"{path} is missing"
    except ValidationError as error:
        return None, f"{path} cannot be read: {_first(error)}"


def _strays(out: str, stage: str, parts: int) -> Iterator[str]:
    for name in storage.names(storage.join(out, stage)):
        if (found := PART.match(name)) and int(found[1]) >= parts:
            yield f"{storage.join(out, stage, name)} is beyond the {parts} part(s) of the manifest"


def _counts(where: str, done: Done, before: Flow | None) -> Iterator[str]:
    """Conservation in one done marker, and from the stage before it."""
    rejected, negatives = sum(done.rejected.values()), done.negatives
    stopped = sum(negatives.rejected.values())
    if done.stage == FLAT:
        if done.rows_out != negatives.kept:
            yield f"{where}: {done.rows_out} rows out, but {negatives.kept} negatives kept"
    elif done.rows_in != done.rows_out + rejected:
        yield f"{where}: {done.rows_in} rows in, but {done.rows_out} out and {rejected} rejected"
    if negatives.proposed != negatives.kept + stopped:
        yield f"{where}: {negatives.proposed} negatives proposed, but {negatives.kept} kept and {stopped} rejected"
    if before is not None and done.rows_in != before.rows:
        yield f"{where}: {done.rows_in} rows in, but the stage before left {before.rows}"
    if before is not None and done.stage in ("filter", "synthesise", FLAT) and negatives.proposed != before.negatives:
        yield f"{where}: {negatives.proposed} negatives in, but the stage before left {before.negatives}"


def _files(out: str, stage: str, done: Done, flat: Tally) -> Iterator[str]:
    """The files of a part against its done marker: hashes, rows, rejects by reason. The rows of flat parts go into `flat`."""
    where = storage.join(out, stage, f"part-{done.part:05d}")
    stopped: Counter[str] = Counter()
    if f"part-{done.part:05d}.parquet" not in done.sha256:
        yield f"{where}.done.json does not vouch for {where}.parquet"
    for name, sha256 in done.sha256.items():
        path = storage.join(out, stage, name)
        data, problem = _vouched(path, sha256)
        if data is None:
            yield problem
            continue
        table = storage.read_parquet(data)
        if name.endswith(".rejects.parquet"):
            stopped.update(table["reason"].to_pylist())
            continue
        if table.num_rows != done.rows_out:
            yield f"{path} holds {table.num_rows} rows, not {done.rows_out}"
        if nested(table.schema) and (kept := pc.sum(pc.list_value_length(table["negatives"])).as_py() or 0) != done.negatives.kept:
            yield f"{path} holds {kept} negatives, not {done.negatives.kept}"
        if stage == FLAT and table.schema.equals(arrow_schema(ShardRow)):
            yield from (f"{path}: {identity} is there twice" for identity in flat.add(table))
    said = Counter(done.rejected) + Counter(done.negatives.rejected)
    if stopped != said:
        yield f"{where}: rejects {_reasons(stopped)}, but its done marker says {_reasons(said)}"


def _shards(folder: str, run_id: str, flat: Tally) -> Iterator[str]:
    packed, problem = _record(storage.join(folder, "done.json"), Packed)
    if packed is None:
        yield problem
        return
    if packed.run_id != run_id:
        yield f"{folder} is of run {packed.run_id}, not {run_id}"
    yield from _sums(folder, packed)
    tally = Tally()
    for name, rows in packed.rows.items():
        data, problem = _vouched(storage.join(folder, name), packed.sha256.get(name, ""))
        if data is None:
            yield problem
        else:
            yield from _shard(storage.join(folder, name), data, rows, run_id, tally)
    unexpected = {name for name in storage.names(folder) if name.endswith(".parquet")} - packed.rows.keys()
    yield from (f"{storage.join(folder, name)} is not one of the shards" for name in sorted(unexpected))
    if tally.rows != flat.rows or tally.total != flat.total:
        yield f"{folder} holds {tally.rows} rows, which are not the {flat.rows} of the flat parts"


def _sums(folder: str, packed: Packed) -> Iterator[str]:
    """SHA256SUMS and what it vouches for, the shards excepted: those are read anyway."""
    data, problem = _vouched(storage.join(folder, "SHA256SUMS"), packed.sha256.get("SHA256SUMS", ""))
    if data is None:
        yield problem
        return
    listed = {name: sha256 for sha256, _, name in (line.partition("  ") for line in data.decode().splitlines())}
    if listed != {name: sha256 for name, sha256 in packed.sha256.items() if name != "SHA256SUMS"}:
        yield f"{storage.join(folder, 'SHA256SUMS')} does not list what done.json vouches for"
    for name in sorted(listed.keys() - packed.rows.keys()):
        data, problem = _vouched(storage.join(folder, name), listed[name])
        if data is None:
            yield problem


def _shard(path: str, data: bytes, rows: int, run_id: str, tally: Tally) -> Iterator[str]:
    """A shard, a row group at a time."""
    file = pq.ParquetFile(pa.BufferReader(data))
    if file.metadata.num_rows != rows:
        yield f"{path} holds {file.metadata.num_rows} rows, not {rows}"
    version = (file.schema_arrow.metadata or {}).get(FORMAT_KEY.encode(), b"1").decode()
    if version != str(FORMAT):
        yield f"{path} is of row format {version}, but this version of hardneg checks format {FORMAT}: make the shards again"
        return
    if not file.schema_arrow.equals(arrow_schema(ShardRow)):
        yield f"{path} has other columns than a shard"
        return
    for group in range(file.num_row_groups):
        rows = file.read_row_group(group, columns=CHECKED, use_threads=False)
        yield from (f"{path}: {identity} is there twice" for identity in tally.add(rows))
        yield from (f"{path}: {problem}" for problem in _rows(rows, run_id))


def _rows(rows: pa.Table, run_id: str) -> Iterator[str]:
    """What is wrong with single rows."""
    wrong = {
        "of no known family": pc.invert(pc.is_in(rows["family"], pa.array(FAMILIES))),
        f"not of run {run_id}": pc.not_equal(rows["run_id"], run_id),
        "the negative is the caption": pc.equal(rows["negative"], rows["caption"]),
        "has a drawn image and a reason why there is none": pc.and_(rows["image_seed"].is_valid(), rows["image_reason"].is_valid()),
        "needs an image of its own and has none": pc.and_(rows["needs_image"], rows["image_seed"].is_null()),
        "has no edits": pc.equal(pc.list_value_length(rows["edits"]), 0),
        "n_edits is not between 1 and the number of its edits": pc.or_(
            pc.less(rows["n_edits"], 1), pc.less(pc.list_value_length(rows["edits"]), rows["n_edits"])
        ),
    }
    for what, which in wrong.items():
        yield from (f"{identity}: {what}" for identity in rows["id"].filter(which).to_pylist())
    columns = (rows["id"], rows["caption"], rows["negative"], rows["edits"])
    for identity, caption, negative, edits in zip(*(column.to_pylist() for column in columns), strict=True):
        if problem := disorder(caption, edits):
            yield f"{identity}: {problem}"
        elif (made := apply_edits(caption, edits)) != negative:
            yield f"{identity}: its edits give {made!r}, not {negative!r}"
    yield from _positives(rows)


def _positives(rows: pa.Table) -> Iterator[str]:
    """What is wrong with the positives of rows; those of one caption are looked at once, but for whether one is a row's negative."""
    names = ("id", "caption_id", "caption", "negative", "positives", "positive_kinds", "positive_edits")
    known: dict[str, tuple[list[str], list[str], list[Any]]] = {}
    for identity, caption_id, caption, negative, texts, kinds, edits in zip(*(rows[name].to_pylist() for name in names), strict=True):
        if negative in texts:
            yield f"{identity}: a positive is its negative"
        if known.setdefault(caption_id, (texts, kinds, edits)) != (texts, kinds, edits):
            yield f"{identity}: its positives are not those of another row of the caption {caption_id}"
        if known[caption_id][0] is not texts:
            continue
        if not len(texts) == len(kinds) == len(edits):
            yield f"{identity}: {len(texts)} positives, but {len(kinds)} kinds and {len(edits)} lists of edits"
        if len({caption, *texts}) <= len(texts):
            yield f"{identity}: a positive is the caption, or another positive"
        for text, parts in zip(texts, edits, strict=False):
            if problem := disorder(caption, parts):
                yield f"{identity}: of a positive, {problem}"
            elif (made := apply_edits(caption, parts)) != text:
                yield f"{identity}: the edits of a positive give {made!r}, not {text!r}"


def _vouched(path: str, sha256: str) -> tuple[bytes | None, str]:
    """Content of a file; None, and what is wrong, where its hash is not `sha256`."""
    try:
        data = storage.read(path)
    except FileNotFoundError:
        return None, f"{path} is missing"
    if hashlib.sha256(data).hexdigest() != sha256:
        return None, f"{path} has changed: its SHA-256 is another"
    return data, ""


def _hash64(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}"


def _reasons(counts: Counter[str]) -> str:
    return ", ".join(f"{reason} {counts[reason]}" for reason in sorted(counts)) or "none"
