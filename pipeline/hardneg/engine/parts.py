"""Publish, count and read durable parts, and derive their fingerprints.

A part is published in one step, with its done marker last. Reading never removes a file; `prune` and `read_or_discard` do.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import ValidationError

from hardneg.engine import source, storage
from hardneg.engine.array_limit import require_fits
from hardneg.engine.order import OF_PARTS, REPORT, SHARDS, to_run
from hardneg.engine.stage import Outcome, Stage
from hardneg.errors import StageError, UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Done, Negatives
from hardneg.schemas.rows import Reject
from hardneg.wording import amount

READERS = 16
PART = re.compile(r"part-(\d{5,})\.")
FILE = re.compile(PART.pattern + r"(parquet|rejects\.parquet|done\.json)")


class DamagedError(UserError):
    """Say that the rows of a part are not those that its done marker vouches for."""


class DiscardedError(UserError):
    """Say that a damaged part no longer counts as done. The run makes it again where the stage is one of its own."""


class Counts(NamedTuple):
    """Count the rows of one part, and the negatives nested in them."""

    rows_in: int
    rows_out: int
    rejected: dict[str, int]
    negatives: Negatives


class Spent(NamedTuple):
    """Hold what a part took: seconds of its worker, those of them in which models were loaded, seconds of the processor, and attempts."""

    seconds: float = 0.0
    setup_seconds: float = 0.0
    cpu_seconds: float = 0.0
    attempts: int = 1


NOTHING = Spent()


def rows_path(out: str, stage: str, number: int) -> str:
    """Return the path of the rows of a part."""
    return storage.join(out, stage, f"part-{number:05d}.parquet")


def rejects_path(out: str, stage: str, number: int) -> str:
    """Return the path of the rejects of a part; there is no file where nothing was rejected."""
    return storage.join(out, stage, f"part-{number:05d}.rejects.parquet")


def done_path(out: str, stage: str, number: int) -> str:
    """Return the path of the done marker of a part."""
    return storage.join(out, stage, f"part-{number:05d}.done.json")


def canonical(value: Any) -> str:
    """Return JSON of `value` that does not depend on the order of keys.

    Raises:
        TypeError, ValueError: `value` holds something that has no such form, such as NaN or an object.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def fingerprints(sources: Sequence[str], stage: Stage) -> list[str]:
    """Return the fingerprints of the parts that `stage` makes of parts with the fingerprints `sources`.

    They depend on what the stage declares (`Stage.fingerprint`) and on its source code (`engine.source`).
    """
    made_by = {"stage": stage.name, "by": stage.fingerprint(), "code": source.code_of(type(stage))}
    return [digest({"source": one, **made_by}) for one in sources]


def read_done(out: str, stage: str, number: int) -> Done | None:
    """Return the done marker of a part. None where there is none, or one that is damaged or of another version; the part is made again."""
    try:
        done = Done.model_validate_json(storage.read(done_path(out, stage, number)))
    except (FileNotFoundError, ValidationError):
        return None
    return None if done.is_damaged() else done


def read_dones(out: str, stage: str, parts: int) -> list[Done | None]:
    """Return the done markers of parts 0 to `parts`, read concurrently since each may be a request to an object store."""
    with ThreadPoolExecutor(READERS) as pool:
        return list(pool.map(lambda number: read_done(out, stage, number), range(parts)))


def read_whole(out: str, stage: str, parts: int) -> list[Done | None]:
    """Return the done markers of parts 0 to `parts`, and remove each whose files are not all there or have another size.

    For the run alone: `read_dones` removes nothing. Files are compared by one listing, so a change that keeps the size is found later:
    when the part is read, or by `hardneg verify`.
    """
    sizes = storage.sizes(storage.join(out, stage))
    dones = read_dones(out, stage, parts)
    for number, done in enumerate(dones):
        if done is not None and not done.vouches_for(sizes):
            storage.remove(done_path(out, stage, number))
            dones[number] = None
    return dones


def stopped(dones: Iterable[Done]) -> dict[str, tuple[int, int]]:
    """Return how many captions and how many negatives the parts of a stage rejected, by reason."""
    captions: Counter[str] = Counter()
    negatives: Counter[str] = Counter()
    for done in dones:
        captions.update(done.rejected)
        negatives.update(done.negatives.rejected)
    return {reason: (captions[reason], negatives[reason]) for reason in dict.fromkeys([*captions, *negatives])}


def current(out: str, stage: str, number: int, wanted: str) -> Done | None:
    """Return the done marker of a part if it has the fingerprint `wanted`."""
    done = read_done(out, stage, number)
    return done if done is not None and done.fingerprint == wanted else None


def read_rows(out: str, stage: str, number: int, columns: list[str] | None = None) -> pa.Table:
    """Return the rows of a published part, whose SHA-256 is compared with that in the done marker.

    Raises:
        UserError: The part is not published.
        DamagedError: The file is not the one that was published.
    """
    done = read_done(out, stage, number)
    path = rows_path(out, stage, number)
    if done is None:
        raise UserError(f"{path} is not finished: run `{to_run(stage, out)}` first")
    try:
        data = storage.read(path)
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != done.sha256.get(path.rsplit("/", 1)[-1]):
        marker = done_path(out, stage, number)
        raise DamagedError(f"{path} is damaged: remove {marker} and run `{to_run(stage, out)}` to make it again")
    return storage.read_parquet(data, columns)


def read_or_discard(out: str, stage: str, number: int, columns: list[str] | None = None) -> pa.Table:
    """Return the rows of a published part, or remove its done marker where it is damaged, so that the next run makes it again.

    For the run alone: `read_rows` removes nothing.

    Raises:
        UserError: The part is not published.
        DiscardedError: It is damaged.
    """
    try:
        return read_rows(out, stage, number, columns)
    except DamagedError:
        storage.remove(done_path(out, stage, number))
        path, again = rows_path(out, stage, number), f"run `{to_run(stage, out)}` to make it again"
        raise DiscardedError(f"{path} is damaged and no longer counts as done: {again}") from None


def nested(schema: pa.Schema) -> bool:
    """Return whether rows of `schema` hold a list of negatives."""
    return "negatives" in schema.names and pa.types.is_list(schema.field("negatives").type)


def count(stage: Stage, rows: pa.Table, outcome: Outcome) -> Counts:
    """Count a part and check conservation: rows in = rows out + rejects, and the same for the negatives nested in them.

    Raises:
        StageError: A row was lost or added, or the columns are not those that the stage declares.
    """
    for what, found, declared in (("rows", outcome.rows, stage.writes), ("rejects", outcome.rejects, arrow_schema(Reject))):
        if not found.schema.equals(declared):
            raise StageError(f"its {what} have not the columns it declares: {_difference(found.schema, declared)}")
    inner = pc.is_valid(outcome.rejects["caption_id"])
    rejected = _by_reason(outcome.rejects.filter(pc.invert(inner)))
    stopped = _by_reason(outcome.rejects.filter(inner))
    kept = outcome.rows.num_rows if stage.unnests else _negatives(outcome.rows)
    negatives = Negatives(proposed=kept + sum(stopped.values()), kept=kept, rejected=stopped)
    if nested(stage.reads) and (before := _negatives(rows)) != negatives.proposed:
        raise StageError(f"{amount(before, 'negative')} in, but {kept} out and {sum(stopped.values())} rejected")
    counts = Counts(rows.num_rows, outcome.rows.num_rows, rejected, negatives)
    if not stage.unnests and counts.rows_in != counts.rows_out + sum(rejected.values()):
        raise StageError(f"{amount(counts.rows_in, 'row')} in, but {counts.rows_out} out and {sum(rejected.values())} rejected")
    return counts


def publish(out: str, stage: str, number: int, wanted: str, outcome: Outcome, counts: Counts, spent: Spent = NOTHING) -> Done:
    """Write a part such that it exists as a whole or not at all: rows, then rejects, then the done marker.

    A marker of another fingerprint is removed first, because it must not vouch for the new rows. Two workers that make the same part write
    the same bytes, and the second leaves those of the first.

    Raises:
        UserError: A column is larger than an array of Arrow can be.
    """
    if there := current(out, stage, number, wanted):
        return there
    storage.remove(done_path(out, stage, number))
    rows, rejects = rows_path(out, stage, number), rejects_path(out, stage, number)
    require_fits(stage, outcome.rows)
    files = {rows: storage.parquet(outcome.rows)}
    if outcome.rejects.num_rows:
        files[rejects] = storage.parquet(outcome.rejects)
    else:
        storage.remove(rejects)
    done = Done(
        stage=stage,
        part=number,
        fingerprint=wanted,
        **counts._asdict(),
        usage=outcome.usage,
        sha256={path.rsplit("/", 1)[-1]: storage.write(path, data) for path, data in files.items()},
        bytes={path.rsplit("/", 1)[-1]: len(data) for path, data in files.items()},
        seconds=round(spent.seconds, 3),
        setup_seconds=round(spent.setup_seconds, 3),
        cpu_seconds=round(spent.cpu_seconds, 3),
        attempts=spent.attempts,
    ).sealed()
    write_record(done_path(out, stage, number), done.model_dump(mode="json"))
    return done


def write_record(path: str, record: Mapping[str, Any]) -> None:
    """Write a JSON file in one step."""
    storage.write(path, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())


def prune(out: str, parts: int) -> None:
    """Remove the files of parts from number `parts` on, and the temporary files of killed writers.

    Such parts are left where the input was larger in an earlier run. Folders that no run writes to are the user's, whose files may have the
    same names.
    """
    for folder in ("", REPORT, SHARDS):
        for name in filter(_is_temporary, storage.names(storage.join(out, folder))):
            storage.remove(storage.join(out, folder, name))
    for folder in OF_PARTS:
        prune_folder(out, folder, parts)


def prune_folder(out: str, folder: str, parts: int) -> None:
    """Remove the files of parts from number `parts` on in a folder of parts, done markers first, and temporary files."""
    listed = storage.names(storage.join(out, folder))
    beyond = [name for name in listed if (found := FILE.fullmatch(name)) and int(found[1]) >= parts]
    beyond.sort(key=lambda name: not name.endswith(".done.json"))
    for name in beyond + [name for name in listed if _is_temporary(name)]:
        storage.remove(storage.join(out, folder, name))


def _is_temporary(name: str) -> bool:
    return name.startswith(".") and name.endswith(storage.TEMPORARY)


def _negatives(rows: pa.Table) -> int:
    return int(pc.sum(pc.list_value_length(rows["negatives"])).as_py() or 0) if nested(rows.schema) else 0


def _by_reason(rejects: pa.Table) -> dict[str, int]:
    """Return the number of rejects by reason, sorted by reason, so that equal parts have equal done markers."""
    counted = pc.value_counts(rejects["reason"].combine_chunks())
    return dict(sorted((entry["values"], entry["counts"]) for entry in counted.to_pylist()))


def _difference(found: pa.Schema, declared: pa.Schema) -> str:
    names = set(found.names) | set(declared.names)
    wrong = [n for n in names if n not in found.names or n not in declared.names or found.field(n) != declared.field(n)]
    return ", ".join(sorted(wrong)) or "their order"
