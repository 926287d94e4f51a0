"""Find out how far a run is, from its done markers, manifest and lease alone. Nothing is written, and no stage is loaded."""

import re
import statistics
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from hardneg.captions.ingest import read_cut
from hardneg.engine import attempts, parts, storage
from hardneg.engine.lease import FILE, Lease, read_lease
from hardneg.engine.manifest import is_foreign, read_manifest
from hardneg.engine.order import INPUT, command, folders
from hardneg.engine.process import is_alive
from hardneg.engine.steps import steps_of
from hardneg.errors import UserError
from hardneg.errors.secrets import without_secrets
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut, Done

State = Literal["running", "silent", "stopped", "finished"]
"""A silent run holds a lease on another machine that is older than its time to live, by the clocks of both."""
DONE = re.compile(r"part-(\d{5,})\.done\.json$")


class StageStatus(NamedTuple):
    """Count what is done of a stage.

    Attributes:
        stage: The command that makes the parts; `input` is the cutting of the input.
        done: Number of parts that are done.
        parts: Number of all parts; None while the input is cut.
        rejected: Rejected rows by reason, most frequent first.
        rows_per_s: Rows per second of one worker; None where no second was counted.
        steps: For each part that is being made the step inside it, such as `validate 512/7,300`; of running and dead runs.
        seconds_left: Estimate: the median seconds of a part, times the rounds that the workers need for what is left.
    """

    stage: str
    done: int
    parts: int | None
    rows_in: int
    rows_out: int
    rejected: dict[str, int]
    rows_per_s: float | None
    seconds_left: float | None
    steps: Mapping[int, str]


class Status(NamedTuple):
    """Describe a run.

    `lease` is that of the process that writes, alive or not. `seconds_left` is that of the slowest stage, since all stages work at once;
    None where a stage has no part yet, or no process writes. `last_activity` is when a marker or the lease was last written.
    """

    out: str
    state: State
    run_id: str | None
    stages: list[StageStatus]
    packed: bool
    lease: Lease | None
    last_activity: datetime | None
    seconds_left: float | None


def status_of(out: str) -> Status:
    """Return how far the run in the folder or URL `out` is.

    Raises:
        UserError: There is no run.
    """
    lease, manifest, cut = read_lease(out), read_manifest(out), read_cut(out)
    listed = {folder: storage.modified(storage.join(out, folder)) for folder in folders(manifest.config if manifest else Config())}
    if lease is None and manifest is None and not any(listed.values()) and not is_foreign(out):
        raise UserError(f"{without_secrets(out)}: no run here: run `hardneg run {without_secrets(out)} --input INPUT` to make one")
    config = manifest.config if manifest is not None else None
    stages = [
        _stage_status(out, folder, names, cut, config)
        for folder, names in listed.items()
        if config is not None or names  # without a manifest, what is enabled is not known
    ]
    shards = storage.modified(storage.join(out, "shards"))
    complete = manifest is not None and "done.json" in shards and all(each.done == each.parts for each in stages)
    state = _state(lease, complete)
    times = [time for names in (*listed.values(), shards) for time in names.values() if time is not None]
    times += [time for name, time in storage.modified(out).items() if name in (FILE, "manifest.json") and time is not None]
    return Status(
        out=without_secrets(out),
        state=state,
        run_id=manifest.run_id if manifest is not None else None,
        stages=stages,
        packed="done.json" in shards,
        lease=lease,
        last_activity=datetime.fromtimestamp(max(times), UTC) if times else None,
        seconds_left=_left([each for each in stages if each.done != each.parts]) if state == "running" else None,
    )


def _stage_status(out: str, folder: str, names: Mapping[str, float | None], cut: Cut | None, config: Config | None) -> StageStatus:
    numbers = [int(found[1]) for name in names if (found := DONE.match(name))]
    if cut is not None:
        numbers = [number for number in numbers if number < cut.parts]
    with ThreadPoolExecutor(parts.READERS) as pool:
        dones = [done for done in pool.map(lambda number: parts.read_done(out, folder, number), numbers) if done is not None]
    total = cut.parts if cut is not None else None
    rejected = {reason: captions for reason, (captions, _) in parts.stopped(dones).items() if captions}
    seconds = sum(done.seconds for done in dones)
    rows_in = sum(done.rows_in for done in dones)
    return StageStatus(
        stage=command(folder) if folder != INPUT else INPUT,
        done=len(dones),
        parts=total,
        rows_in=rows_in,
        rows_out=sum(done.rows_out for done in dones),
        rejected=dict(sorted(rejected.items(), key=lambda each: (-each[1], each[0]))),
        rows_per_s=rows_in / seconds if seconds else None,
        seconds_left=_stage_left(dones, total, _workers(config, folder)),
        steps={part: step.text() for part, step in sorted(steps_of(out, folder).items())} if attempts.FOLDER in names else {},
    )


def _stage_left(dones: Sequence[Done], total: int | None, workers: int) -> float | None:
    """Return the seconds until a stage of `total` parts is done; None where no part says how long one takes."""
    if total is None or not dones:
        return None
    rounds = -(-(total - len(dones)) // workers)
    return statistics.median(done.seconds for done in dones) * rounds


def _workers(config: Config | None, folder: str) -> int:
    section = getattr(config, command(folder), None) if config is not None and folder != INPUT else None
    return int(getattr(section, "workers", 1))


def _state(lease: Lease | None, complete: bool) -> State:
    alive = is_alive(lease.holder) if lease is not None else False
    if lease is not None and alive is None:
        age = datetime.now(UTC) - datetime.fromisoformat(lease.renewed)
        return "running" if age.total_seconds() < lease.ttl_s else "silent"
    if alive:
        return "running"
    return "finished" if complete else "stopped"


def _left(open_stages: Sequence[StageStatus]) -> float | None:
    known = [each.seconds_left for each in open_stages if each.seconds_left is not None]
    return max(known, default=0.0) if len(known) == len(open_stages) else None
