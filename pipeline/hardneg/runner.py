"""Runs stages over parts on Ray Data. The only module that schedules work.

Ray gets *part descriptors*, a few bytes each, and maps them through one actor pool a stage; rows go from worker to worker through storage.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Event, Thread
from typing import Any, NamedTuple

from rich.console import Console

from hardneg.captions.ingest import ingest, read_cut
from hardneg.engine import attempts, parts, storage
from hardneg.engine.cluster import fit, ray_session, room
from hardneg.engine.empty_stage import require_rows
from hardneg.engine.manifest import run_id, write_manifest
from hardneg.engine.order import INPUT, STAGES, before, line
from hardneg.engine.progress import Progress
from hardneg.engine.stage import Stage
from hardneg.engine.worker import Job, Worker
from hardneg.errors import StageError, UserError
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut, Done, Manifest

POLL_S = 0.5


class Plan(NamedTuple):
    """One stage over all parts: the fingerprint that each part is to have, and what is done of it."""

    stage: Stage
    source: str
    wanted: list[str]
    current: dict[int, Done]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do."""
        return len(self.current) == len(self.wanted)


def run(config: Config, out: str, stages: Sequence[str] = STAGES, input: str | None = None) -> None:
    """Make `stages` under `out`, each part of them that is not there and current, and the manifest.

    Without `input` the run goes on from what is in `out`.

    Raises:
        UserError: The input or an earlier stage is missing, a stage cannot work (its model, its server), or all captions were rejected.
        StageError: A stage broke its contract. What is published stays in either case.
    """
    if unknown := [name for name in stages if name not in STAGES]:
        raise UserError(f"there is no stage {unknown[0]}; there are {', '.join(STAGES)}")
    wanted = [name for name in line(config) if name in stages]
    if not wanted and "synthesise" in stages:
        raise UserError("synthesise is switched off in the config; switch it on for all commands of this run: synthesise.enabled=true")
    if not wanted:
        raise UserError(f"no stage was named; there are {', '.join(STAGES)}")
    progress = Progress(config.run.progress, Console())
    taken = _ingest(config, out, input, progress)
    parts.prune(out, taken.parts)
    inputs = _finished(out, INPUT, taken.parts)
    run = run_id(config, inputs)
    made = [_make(name, config, taken.input, run) for name in wanted]
    source = before(wanted[0], config)
    fingerprints = inputs if source == INPUT else _finished(out, source, taken.parts)
    write_manifest(out, Manifest(run_id=run, input=taken.input, config=config, parts=taken.parts), made)
    workers = {stage.name: getattr(config, name).workers for name, stage in zip(wanted, made, strict=True)}
    run_stages(made, out, source, fingerprints, workers=workers, tries=config.run.attempts, progress=progress)
    require_rows(out, [name for name in wanted if name != "shards"], taken.parts)
    if wanted[-1] == "shards":
        _pack(config, out, run, taken.parts, progress)


def run_stages(
    stages: Sequence[Stage],
    out: str,
    source: str,
    fingerprints: Sequence[str],
    *,
    workers: Mapping[str, int],
    tries: int,
    progress: Progress,
) -> None:
    """Make every part of `stages`, the first of which reads the folder `source`, whose parts have these `fingerprints`.

    `workers` is the most of each stage at once. Ray is started only where there is something to do.
    """
    plans = _plan(stages, out, source, fingerprints)
    for plan in plans:
        progress.begin(plan.stage.name, len(plan.wanted), list(plan.current.values()))
        if plan.complete:
            progress.say(f"{plan.stage.name}: done already ({len(plan.wanted)} parts)")
    todo = [plan for plan in plans if not plan.complete]
    if todo:
        with progress:
            _schedule(todo, out, workers, tries, progress)
        for plan in todo:
            storage.remove(storage.join(out, plan.stage.name, attempts.FOLDER))
        if progress.mode != "none":
            progress.console.print(progress.summary())


class Board:
    """An actor that workers tell what they did, so that it is shown before the part has gone through all stages."""

    def __init__(self) -> None:
        self.dones: list[str] = []
        self.failed: tuple[str, str] | None = None

    def add(self, done: str) -> None:
        """A part was made."""
        self.dones.append(done)

    def fail(self, kind: str, message: str) -> None:
        """The run has to stop."""
        self.failed = self.failed or (kind, message)

    def take(self) -> list[str]:
        """What was added since the last call."""
        taken, self.dones = self.dones, []
        return taken

    def failure(self) -> tuple[str, str] | None:
        """Kind and message of what has to stop the run."""
        return self.failed


class RayWorker:
    """A worker of one stage inside a Ray Data actor pool: descriptor in, descriptor out."""

    def __init__(self, job: Job, board: Any) -> None:
        self.worker = Worker(job)
        self.board = board

    def __call__(self, part: dict[str, Any]) -> dict[str, Any]:
        """Make the part. What stops the run is left on the board, since Ray hands on little of an exception but its text."""
        import ray

        name = self.worker.job.stage.name
        try:
            done = self.worker.make(part["part"], json.loads(part["wanted"])[name]).model_dump_json()
        except Exception as error:
            message = (
                str(error)
                if isinstance(error, (UserError, StageError))
                else f"{name}, part {part['part']}: {type(error).__name__}: {error}"
            )
            ray.get(self.board.fail.remote("user" if isinstance(error, UserError) else "fault", message))
            raise
        self.board.add.remote(done)
        return part | {"dones": part["dones"] + done + "\n"}


def _ingest(config: Config, out: str, input: str | None, progress: Progress) -> Cut:
    if input is not None:
        cut, fresh = ingest(out, input, config, progress.say)
        progress.say(f"{INPUT}: {input} cut into {cut.parts} parts" if fresh else f"{INPUT}: done already ({cut.parts} parts)")
        return cut
    there = read_cut(out)
    if there is None:
        raise UserError(f"{out} has no {INPUT}/: run `hardneg captions {out} --input INPUT` first")
    return there


def _make(name: str, config: Config, input: str, run: str) -> Stage:
    """The stage `name`; imported here, so that a stage that is not run is not loaded."""
    from importlib import import_module

    extra = {"captions": (input,), "filter": (input,), "synthesise": (input,), "shards": (run,)}.get(name, ())
    stage: Stage = import_module(f"hardneg.{name}.stage").make(config, *extra)
    return stage


def _finished(out: str, stage: str, count: int) -> list[str]:
    """Fingerprints of the parts that `stage` left."""
    dones = parts.read_dones(out, stage, count)
    found = [done.fingerprint for done in dones if done is not None]
    if len(found) < count:
        has = f"has {len(found)} of {count} parts in {stage}/" if found else f"has no {stage}/"
        raise UserError(f"{out} {has}: run `hardneg {parts.command(stage)} {out}` first")
    return found


def _plan(stages: Sequence[Stage], out: str, source: str, fingerprints: Sequence[str]) -> list[Plan]:
    plans = []
    for stage in stages:
        fingerprints = [parts.fingerprint(one, stage) for one in fingerprints]
        dones = parts.read_dones(out, stage.name, len(fingerprints))
        current = {done.part: done for done, one in zip(dones, fingerprints, strict=True) if done is not None and done.fingerprint == one}
        plans.append(Plan(stage, source, list(fingerprints), current))
        source = stage.name
    return plans


def _schedule(todo: Sequence[Plan], out: str, workers: Mapping[str, int], tries: int, progress: Progress) -> None:
    """Map the parts that are not done through one actor pool a stage, and wait for all."""
    open_parts = sorted({part for plan in todo for part in range(len(plan.wanted)) if part not in plan.current})
    items = [
        {"part": part, "wanted": json.dumps({plan.stage.name: plan.wanted[part] for plan in todo}), "dones": ""} for part in open_parts
    ]
    session = uuid.uuid4().hex[:12]
    with ray_session() as ray:
        sizes = fit([(plan.stage.name, plan.stage.resources) for plan in todo], room(ray))
        board = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)(Board).remote()
        flow = ray.data.from_items(items, override_num_blocks=len(items))
        for plan, size in zip(todo, sizes, strict=True):
            most = min(workers.get(plan.stage.name, 1), len(items))
            flow = flow.map(
                RayWorker,
                fn_constructor_args=(Job(plan.stage, plan.source, out, tries, session), board),
                compute=ray.data.ActorPoolStrategy(size=most),
                num_cpus=size.cpus,
                num_gpus=size.gpus or None,
                memory=size.memory or None,
            )
        watch = _Watch(ray, board, progress)
        watch.start()
        try:
            for part in flow.iter_rows():
                _count(part["dones"].splitlines(), progress)
        except ray.exceptions.RayError as error:
            kind, message = ray.get(board.failure.remote()) or ("fault", f"Ray: {str(error).strip().splitlines()[-1]}")
            raise (UserError if kind == "user" else StageError)(message) from None
        finally:
            watch.stop()


class _Watch(Thread):
    """Takes the news off the board for the display; what it misses comes with the descriptors."""

    def __init__(self, ray: Any, board: Any, progress: Progress) -> None:
        super().__init__(daemon=True)
        self.ray, self.board, self.progress = ray, board, progress
        self.stopped = Event()

    def run(self) -> None:
        """Ask until stopped, or until the board is gone."""
        with suppress(self.ray.exceptions.RayError):
            while not self.stopped.wait(POLL_S):
                _count(self.ray.get(self.board.take.remote(), timeout=60), self.progress)

    def stop(self) -> None:
        """Stop asking, before Ray is stopped."""
        self.stopped.set()
        self.join(timeout=5)


def _count(dones: Sequence[str], progress: Progress) -> None:
    for done in dones:
        progress.add(Done.model_validate_json(done))


def _pack(config: Config, out: str, run: str, count: int, progress: Progress) -> None:
    from hardneg.shards.pack import pack

    progress.say("shards: packed" if pack(out, config, run, count) else "shards: done already")
