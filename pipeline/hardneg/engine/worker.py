"""Make one part: read its source part, process it, and publish the outcome. Works inside a Ray actor or by itself."""

import copy
import gc
import hashlib
import time
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.engine import checkpoints, parts, steps
from hardneg.engine.attempts import Attempts
from hardneg.engine.bisection import Bisection, Crash, bisect
from hardneg.engine.stage import MAX_BYTES, Outcome, Stage
from hardneg.engine.time_limit import limited, seconds_for
from hardneg.errors import StageError, UserError
from hardneg.errors.extras import missing
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Done
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject

MOST_DEATHS = 3
"""Number of deaths in a step in which no row is at fault."""


class Job(NamedTuple):
    """Hold the stage, its folders, the upper bound on attempts, and the session. The stage is not set up yet.

    `seconds` is the upper bound on the time of an attempt at a whole part; 0: none.
    """

    stage: Stage
    source: str
    out: str
    attempts: int
    session: str
    seconds: float = 0.0


class Worker:
    """Make the parts of one stage. Models are loaded when the first part has to be made."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stage: Stage | None = None
        self.setup_seconds = 0.0

    def make(self, number: int, wanted: str) -> Done:
        """Make part `number` with the fingerprint `wanted`, unless it is published already.

        Raises:
            UserError: Something outside the rows fails, such as a server that does not answer. Nothing is published.
            StageError: The stage broke its contract, or cannot be set up on this machine. Nothing is published.
        """
        out, name = self.job.out, self.job.stage.name
        if there := parts.current(out, name, number, wanted):
            return there
        began, processor, self.setup_seconds = time.monotonic(), time.process_time(), 0.0
        record = Attempts(out, name, number, wanted, self.job.session)
        try:
            _begin(record, "read", "read its source part: is there memory for a part?")
            rows = parts.read_or_discard(out, self.job.source, number, self.job.stage.reads.names)
            record.clear("read")
            with steps.reported(record), checkpoints.kept_beside(record):
                outcome = self._process(rows, record)
            _begin(record, "publish", "published its part: is there memory for it?")
            counts = parts.count(self.job.stage, rows, outcome)
        except StageError as error:
            raise StageError(f"{name}, part {number}: {error}") from error
        seconds, cpu_seconds = time.monotonic() - began, time.process_time() - processor
        spent = parts.Spent(seconds, self.setup_seconds, cpu_seconds, max(1, record.total()))
        done = parts.publish(out, name, number, wanted, outcome, counts, spent)
        record.forget()
        return done

    def _process(self, rows: pa.Table, record: Attempts) -> Outcome:
        nothing = Outcome(self.job.stage.writes.empty_table(), arrow_schema(Reject).empty_table())
        if not rows.num_rows:
            return nothing
        self._ready(record)

        def renew() -> None:
            self.stage = None
            gc.collect()

        def limit(key: str, some: int) -> AbstractContextManager[None]:
            return limited(seconds_for(some, rows.num_rows, self.job.seconds), lambda: record.late(key))

        ready = partial(self._ready, record)
        by = Bisection(lambda some: _in_chunks(ready(), some, record), renew, record, self.job.attempts, ready, limit)
        made, crashes = bisect(rows, by)
        return _joined([nothing, *made, Outcome(nothing.rows, _crash_rejects(rows, crashes, self.job.stage.name))])

    def _ready(self, record: Attempts) -> Stage:
        """Return the stage with its models loaded. A worker that dies while it loads them is tried `MOST_DEATHS` times."""
        if self.stage is None:
            _begin(record, "setup", "was set up: is there memory for its models?")
            began = time.monotonic()
            stage = copy.deepcopy(self.job.stage)
            try:
                stage.setup()
            except (UserError, StageError):
                raise
            except Exception as error:
                if isinstance(error, ModuleNotFoundError) and (needed := missing(stage.name, error)) is not None:
                    raise needed from error
                raise StageError(f"it cannot be set up: {type(error).__name__}: {error}") from error
            record.clear("setup")
            self.stage = stage
            self.setup_seconds += time.monotonic() - began
        return self.stage


def _begin(record: Attempts, step: str, advice: str) -> None:
    """Count an attempt at a step, in which no row is at fault. Ray starts a worker that dies again without end.

    Raises:
        StageError: The worker died in `MOST_DEATHS` attempts. `advice` says in what, and what may help.
    """
    if record.tries(step) >= MOST_DEATHS:
        raise StageError(f"the worker died {MOST_DEATHS} times while it {advice}")
    record.begin(step)


def _in_chunks(stage: Stage, rows: pa.Table, record: Attempts) -> Outcome:
    """Process rows by chunks of the stage's size, without those that an earlier attempt has done.

    Raises:
        UserError: The rows that come out exceed what Arrow can hold in one array.
    """
    if not stage.chunk or rows.num_rows <= stage.chunk:
        return stage.process(rows)
    made: list[Outcome] = []
    for start in range(0, rows.num_rows, stage.chunk):
        some = rows.slice(start, stage.chunk)
        steps.chunk(start, rows.num_rows)
        key = f"chunk-{_digest(some)}"
        made.append(checkpoints.kept_or_made(partial(record.kept, key), partial(stage.process, some), partial(record.keep, key)))
        if max(sum(each.rows[name].nbytes for each in made) for name in stage.writes.names) > MAX_BYTES:
            raise UserError(f"{stage.name}: the rows of one part take more than {MAX_BYTES / 1e9:.1f} GB; lower part_size")
    steps.chunk(0, 0)
    return _joined(made)


def _digest(rows: pa.Table) -> str:
    return hashlib.blake2b("\x1f".join(map(str, rows["id"].to_pylist())).encode(), digest_size=16).hexdigest()


def _joined(outcomes: list[Outcome]) -> Outcome:
    usage: dict[str, int] = {}
    for outcome in outcomes:
        for what, amount in outcome.usage.items():
            usage[what] = usage.get(what, 0) + amount
    rows = pa.concat_tables([outcome.rows.replace_schema_metadata(None) for outcome in outcomes])
    return Outcome(rows, pa.concat_tables([outcome.rejects.replace_schema_metadata(None) for outcome in outcomes]), usage)


def _crash_rejects(rows: pa.Table, crashes: list[Crash], stage: str) -> pa.Table:
    """Return a reject for each row that crashed, and one for each negative of such a row."""
    rejects: list[Reject] = []
    for crash in crashes:
        row: dict[str, Any] = rows.slice(crash.row, 1).to_pylist()[0]
        name = row.get("id") or (row.get("source") or {}).get("key") or f"row {crash.row}"
        rejects.append(Reject(id=name, stage=stage, reason=Reason.CRASHED, detail=crash.detail, caption=row.get("caption")))
        for negative in row.get("negatives") or []:
            known = {what: negative.get(what) for what in ("negative", "family")}
            one = Reject(id=negative["id"], caption_id=name, stage=stage, reason=Reason.CRASHED, caption=row.get("caption"), **known)
            rejects.append(one)
    return pa.Table.from_pylist([reject.model_dump(mode="json") for reject in rejects], schema=arrow_schema(Reject))
