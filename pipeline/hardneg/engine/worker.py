"""Makes one part: reads the part before it, processes it, and publishes what came of it. Runs inside a Ray actor or by itself."""

import copy
import gc
import time
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.engine import parts
from hardneg.engine.attempts import Attempts
from hardneg.engine.bisection import Crash, Isolator, isolate
from hardneg.engine.stage import Outcome, Stage
from hardneg.errors import StageError, UserError
from hardneg.extras import missing
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Done
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject

MOST_SETUPS = 3


class Job(NamedTuple):
    """What a worker has to know: the stage (not set up), where it reads and writes, and how often it tries."""

    stage: Stage
    source: str
    out: str
    attempts: int
    session: str


class Worker:
    """Makes parts of one stage, and loads its models only when there is one to make."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stage: Stage | None = None

    def make(self, number: int, wanted: str) -> Done:
        """Make part `number`, which is to have the fingerprint `wanted`, unless it is there already.

        Raises:
            UserError: Something outside the rows is amiss, such as a server that does not answer. Nothing is published.
            StageError: The stage broke its contract, or cannot be set up here. Nothing is published.
        """
        out, name = self.job.out, self.job.stage.name
        if there := parts.current(out, name, number, wanted):
            return there
        began = time.monotonic()
        record = Attempts(out, name, number, wanted, self.job.session)
        rows = parts.read_or_discard(out, self.job.source, number, self.job.stage.reads.names)
        try:
            outcome = self._process(rows, record)
            counts = parts.count(self.job.stage, rows, outcome)
        except StageError as error:
            raise StageError(f"{name}, part {number}: {error}") from error
        seconds = time.monotonic() - began
        done = parts.publish(out, name, number, wanted, outcome, counts, seconds=seconds, attempts=max(1, record.total()))
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

        made, crashes = isolate(rows, Isolator(lambda some: self._ready(record).process(some), renew, record, self.job.attempts))
        return _joined([nothing, *made, Outcome(nothing.rows, _crash_rejects(rows, crashes, self.job.stage.name))])

    def _ready(self, record: Attempts) -> Stage:
        """The stage with its models loaded. A worker that dies of loading them does so a few times only."""
        if self.stage is None:
            if record.tries("setup") >= MOST_SETUPS:
                raise StageError(f"the worker died {MOST_SETUPS} times while it was set up: is there memory for its models?")
            record.begin("setup")
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
        return self.stage


def _joined(outcomes: list[Outcome]) -> Outcome:
    usage: dict[str, int] = {}
    for outcome in outcomes:
        for what, amount in outcome.usage.items():
            usage[what] = usage.get(what, 0) + amount
    rows = pa.concat_tables([outcome.rows.replace_schema_metadata(None) for outcome in outcomes])
    return Outcome(rows, pa.concat_tables([outcome.rejects.replace_schema_metadata(None) for outcome in outcomes]), usage)


def _crash_rejects(rows: pa.Table, crashes: list[Crash], stage: str) -> pa.Table:
    """One reject a row that crashed, and one for each negative that was lost with it."""
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
