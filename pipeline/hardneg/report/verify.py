"""Verify a finished run: every count, hash and edit. All of OUT is read, a file at a time, and nothing is changed."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import ValidationError

from hardneg.engine import storage
from hardneg.engine.hash_set import HashSet
from hardneg.engine.order import folders
from hardneg.engine.parts import PART, nested, read_dones
from hardneg.grammar.splice import apply_edits, disorder
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Done, Manifest, Marker, Packed
from hardneg.schemas.record import Record
from hardneg.schemas.rows import FORMAT, FORMAT_KEY, ShardRow
from hardneg.seeding import hash64
from hardneg.wording import amount

AnyRecord = TypeVar("AnyRecord", bound=Record)
MOST = 20
"""Number of problems after which `verify` stops."""

FLAT = "flat"
FAMILIES = [str(family) for family in Family]
COMPARED = [field.name for field in arrow_schema(ShardRow) if not pa.types.is_nested(field.type)]
"""Columns in which the rows of shards and flat parts are compared. The edits of negatives and positives are checked separately."""

CHECKED = [*COMPARED, "edits", "positives", "positive_kinds", "positive_edits"]


class Tally:
    """A tally sums hashes of rows, which is independent of their order, and remembers 64 bits of the hash of each id, 8 bytes an id."""

    def __init__(self) -> None:
        self.total = 0
        self.rows = 0
        self.ids = HashSet()

    def add(self, rows: pa.Table) -> Iterator[str]:
        """Add rows, and yield the ids that occurred before."""
        self.rows += rows.num_rows
        columns = [pc.cast(rows[name], pa.string()) for name in COMPARED]
        for row in pc.binary_join_element_wise(*columns, "\0", null_handling="replace", null_replacement="null").to_pylist():
            self.total = (self.total + hash64(row)) % 2**64
        ids = rows["id"].to_pylist()
        repeated = self.ids.add(np.fromiter(map(hash64, ids), np.uint64, len(ids)))
        yield from (identity for identity, again in zip(ids, repeated, strict=True) if again)


class Flow(NamedTuple):
    """Hold the number of captions that a part passes to the next stage, and of the negatives nested in them."""

    rows: int
    negatives: int


class Problem(NamedTuple):
    """Describe what does not hold, and the marker of the part or shards that vouches for it; None where there is no such marker."""

    text: str
    marker: str | None = None


def verify(out: str) -> list[str]:
    """Return the problems of the run at `out`, at most MOST; an intact run has none."""
    return [problem.text for problem in islice(problems(out), MOST)]


def problems(out: str) -> Iterator[Problem]:
    """Yield all problems of the run at `out`."""
    manifest, problem = _record(storage.join(out, "manifest.json"), Manifest)
    if manifest is None:
        yield Problem(problem)
        return
    flows: list[Flow | None] = [None] * manifest.parts
    flat = Tally()
    for stage in folders(manifest.config):
        yield from map(Problem, _unexpected(out, stage, manifest.parts))
        for part, done in enumerate(read_dones(out, stage, manifest.parts)):
            where = storage.join(out, stage, f"part-{part:05d}")
            if done is None:
                yield Problem(f"{where}.done.json is missing or cannot be read")
                flows[part] = None
                continue
            for text in (*_counts(where, done, flows[part]), *_files(out, stage, done, flat)):
                yield Problem(text, f"{where}.done.json")
            flows[part] = Flow(done.rows_out, done.negatives.kept)
    flat.ids = HashSet()  # its memory is not needed beside that of the shards
    shards = storage.join(out, "shards")
    yield from (Problem(text, storage.join(shards, "done.json")) for text in _shards(shards, manifest.run_id, flat))


def _record(path: str, kind: type[AnyRecord]) -> tuple[AnyRecord | None, str]:
    """Return a record read from JSON, or None and the problem with it."""
    try:
        record = kind.model_validate_json(storage.read(path))
    except FileNotFoundError:
        return None, f"{path} is missing"
    except ValidationError as error:
        return None, f"{path} cannot be read: {_first(error)}"
    return (None, f"{path} is damaged") if isinstance(record, Marker) and record.is_damaged() else (record, "")


def _unexpected(out: str, stage: str, parts: int) -> Iterator[str]:
    for name in storage.names(storage.join(out, stage)):
        if (found := PART.match(name)) and int(found[1]) >= parts:
            yield f"{storage.join(out, stage, name)} is beyond the {parts} part(s) of the manifest"


def _counts(where: str, done: Done, before: Flow | None) -> Iterator[str]:
    """Check that rows are conserved within a done marker, and from the stage before it."""
    rejected, negatives = sum(done.rejected.values()), done.negatives
    stopped = sum(negatives.rejected.values())
    if done.stage == FLAT:
        if done.rows_out != negatives.kept:
            yield f"{where}: {amount(done.rows_out, 'row')} out, but {amount(negatives.kept, 'negative')} kept"
    elif done.rows_in != done.rows_out + rejected:
        yield f"{where}: {amount(done.rows_in, 'row')} in, but {done.rows_out} out and {rejected} rejected"
    if negatives.proposed != negatives.kept + stopped:
        yield f"{where}: {amount(negatives.proposed, 'negative')} proposed, but {negatives.kept} kept and {stopped} rejected"
    if before is not None and done.rows_in != before.rows:
        yield f"{where}: {amount(done.rows_in, 'row')} in, but the stage before left {before.rows}"
    if before is not None and done.stage in ("filter", "synthesise", FLAT) and negatives.proposed != before.negatives:
        yield f"{where}: {amount(negatives.proposed, 'negative')} in, but the stage before left {before.negatives}"


def _files(out: str, stage: str, done: Done, flat: Tally) -> Iterator[str]:
    """Check the files of a part against its done marker: hashes, rows, rejects by reason. Rows of flat parts are added to `flat`."""
    where = storage.join(out, stage, f"part-{done.part:05d}")
    stopped: Counter[str] = Counter()
    if f"part-{done.part:05d}.parquet" not in done.sha256:
        yield f"{where}.done.json has no hash of {where}.parquet"
    for name, sha256 in done.sha256.items():
        path = storage.join(out, stage, name)
        data, problem = _verified(path, sha256)
        if data is None:
            yield problem
            continue
        table = storage.read_parquet(data)
        if name.endswith(".rejects.parquet"):
            stopped.update(table["reason"].to_pylist())
            continue
        if table.num_rows != done.rows_out:
            yield f"{path} holds {amount(table.num_rows, 'row')}, not {done.rows_out}"
        if nested(table.schema) and (kept := pc.sum(pc.list_value_length(table["negatives"])).as_py() or 0) != done.negatives.kept:
            yield f"{path} holds {amount(kept, 'negative')}, not {done.negatives.kept}"
        if stage == FLAT and table.schema.equals(arrow_schema(ShardRow)):
            yield from (f"{path}: {identity} occurs twice" for identity in flat.add(table))
    recorded = Counter(done.rejected) + Counter(done.negatives.rejected)
    if stopped != recorded:
        yield f"{where}: rejects {_reasons(stopped)}, but its done marker has {_reasons(recorded)}"


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
        data, problem = _verified(storage.join(folder, name), packed.sha256.get(name, ""))
        if data is None:
            yield problem
        else:
            yield from _shard(storage.join(folder, name), data, rows, run_id, tally)
    unexpected = {name for name in storage.names(folder) if name.endswith(".parquet")} - packed.rows.keys()
    yield from (f"{storage.join(folder, name)} is not one of the shards" for name in sorted(unexpected))
    if tally.rows != flat.rows or tally.total != flat.total:
        yield f"{folder} holds {amount(tally.rows, 'row')}, unlike the {flat.rows} of the flat parts"


def _sums(folder: str, packed: Packed) -> Iterator[str]:
    """Check SHA256SUMS and the files that it lists, except the shards, which are read anyway."""
    data, problem = _verified(storage.join(folder, "SHA256SUMS"), packed.sha256.get("SHA256SUMS", ""))
    if data is None:
        yield problem
        return
    listed = {name: sha256 for sha256, _, name in (line.partition("  ") for line in data.decode().splitlines())}
    if listed != {name: sha256 for name, sha256 in packed.sha256.items() if name != "SHA256SUMS"}:
        yield f"{storage.join(folder, 'SHA256SUMS')} does not list the hashes of done.json"
    for name in sorted(listed.keys() - packed.rows.keys()):
        data, problem = _verified(storage.join(folder, name), listed[name])
        if data is None:
            yield problem


def _shard(path: str, data: bytes, rows: int, run_id: str, tally: Tally) -> Iterator[str]:
    """Check a shard, a row group at a time."""
    file = pq.ParquetFile(pa.BufferReader(data))
    if file.metadata.num_rows != rows:
        yield f"{path} holds {amount(file.metadata.num_rows, 'row')}, not {rows}"
    version = (file.schema_arrow.metadata or {}).get(FORMAT_KEY.encode(), b"1").decode()
    if version != str(FORMAT):
        yield f"{path} is of row format {version}, but this version of hardneg reads format {FORMAT}: run `hardneg shards` again"
        return
    if not file.schema_arrow.equals(arrow_schema(ShardRow)):
        yield f"{path} does not have the columns of a shard"
        return
    for group in range(file.num_row_groups):
        rows = file.read_row_group(group, columns=CHECKED, use_threads=False)
        yield from (f"{path}: {identity} occurs twice" for identity in tally.add(rows))
        yield from (f"{path}: {problem}" for problem in _rows(rows, run_id))


def _rows(rows: pa.Table, run_id: str) -> Iterator[str]:
    """Yield the problems of single rows."""
    wrong = {
        "its family is not known": pc.invert(pc.is_in(rows["family"], pa.array(FAMILIES))),
        f"it is not of run {run_id}": pc.not_equal(rows["run_id"], run_id),
        "the negative is the caption": pc.equal(rows["negative"], rows["caption"]),
        "it has a generated image, and a reason why there is none": pc.and_(rows["image_seed"].is_valid(), rows["image_reason"].is_valid()),
        "it needs an image of its own and has none": pc.and_(rows["needs_image"], rows["image_seed"].is_null()),
        "it has no edits": pc.equal(pc.list_value_length(rows["edits"]), 0),
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
    """Yield the problems of positives.

    The positives of a caption are checked once, but each row is checked for a positive that is its negative.
    """
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
            yield f"{identity}: positives, their kinds and their edits have {len(texts)}, {len(kinds)} and {len(edits)} entries"
        if len({caption, *texts}) <= len(texts):
            yield f"{identity}: a positive is the caption, or another positive"
        for text, parts in zip(texts, edits, strict=False):
            if problem := disorder(caption, parts):
                yield f"{identity}: a positive: {problem}"
            elif (made := apply_edits(caption, parts)) != text:
                yield f"{identity}: the edits of a positive give {made!r}, not {text!r}"


def _verified(path: str, sha256: str) -> tuple[bytes | None, str]:
    """Return the content of a file, or None and the problem if its hash is not `sha256`."""
    try:
        data = storage.read(path)
    except FileNotFoundError:
        return None, f"{path} is missing"
    if hashlib.sha256(data).hexdigest() != sha256:
        return None, f"{path} has changed: its SHA-256 differs"
    return data, ""


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}"


def _reasons(counts: Counter[str]) -> str:
    return ", ".join(f"{reason} {counts[reason]}" for reason in sorted(counts)) or "none"
