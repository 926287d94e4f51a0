"""Run stages over parts on Ray Data. No other module schedules work.

Ray gets *part descriptors* of a few bytes and maps them through one actor pool a stage. Rows pass from worker to worker through storage.
A single part passes the stages one after the other, so pools would only cost their start: one worker makes it (`engine.single_worker`).
"""

import json
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import NamedTuple

from rich.console import Console

from hardneg.captions.ingest import ingest, read_cut
from hardneg.engine import attempts, parts, single_worker, storage
from hardneg.engine.board import Board, Watch, count
from hardneg.engine.cluster import fit_when_joined, ray_session, strategy
from hardneg.engine.empty_stage import require_rows
from hardneg.engine.event_log import EventLog
from hardneg.engine.failure import raised
from hardneg.engine.lease import Heartbeat, held
from hardneg.engine.manifest import is_foreign, moved, run_id, write_manifest
from hardneg.engine.order import INPUT, STAGES, before, enabled, to_run
from hardneg.engine.progress import Progress
from hardneg.engine.ray_worker import RayWorker
from hardneg.engine.reject_rate import RejectRate, too_many
from hardneg.engine.spread import on_ray
from hardneg.engine.stage import RunContext, Stage, StageFactory
from hardneg.engine.steps import watched
from hardneg.engine.verification import FILTER, SYNTHESISE, images_summary, require_matcher, summary
from hardneg.engine.worker import Job
from hardneg.errors import UserError
from hardneg.errors.secrets import holds_secret
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut, Done, Manifest
from hardneg.wording import amount

MOST_DISCARDED = 5
"""Number of times that a run begins again because it met a damaged part."""


class Plan(NamedTuple):
    """Hold one stage over all parts.

    `wanted` holds the fingerprint that each part must have, and `current` the done markers that have it.
    `stale` counts the parts of another fingerprint, which are made again.
    """

    stage: Stage
    source: str
    wanted: list[str]
    current: dict[int, Done]
    stale: int

    @property
    def complete(self) -> bool:
        """True where every part is current."""
        return len(self.current) == len(self.wanted)


def run(
    config: Config, out: str, stages: Sequence[str] = STAGES, input: str | None = None, then: Callable[[str], None] = lambda _: None
) -> None:
    """Run the stages `stages` in the folder or URL `out`, and write the manifest.

    Parts that are there and current are kept, and all others are made. Without `input` the run continues from the parts in `out`.
    Published parts stay where the run fails. `then` is called with `out` at the end, while no other run may write there.

    Raises:
        UserError: The input or an earlier stage is missing, a stage lacks its model or server, the LLM writes and no matcher judges,
            or all captions were rejected; or another run writes to `out`.
        StageError: A stage broke its contract.
    """
    if unknown := [name for name in stages if name not in STAGES]:
        raise UserError(f"there is no stage {unknown[0]}; there are {', '.join(STAGES)}")
    wanted = [name for name in enabled(config) if name in stages]
    if not wanted and stages:
        raise UserError(f"{stages[0]} is switched off in the config; switch it on for all commands of this run: {stages[0]}.enabled=true")
    if not wanted:
        raise UserError(f"no stage was named; there are {', '.join(STAGES)}")
    for name, place in (("input", input), ("OUT", out)):
        if place is not None and holds_secret(place):
            raise UserError(f"{name} {place}: holds a password or token, which would be stored; give it by the environment, or use a copy")
    require_matcher(config)
    progress = Progress(config.run.progress, Console(), log=EventLog(config.run.log))
    with progress.log:
        if is_foreign(out):
            progress.say(f"{out}/manifest.json is damaged, or of another version of hardneg: parts that are not current are made again")
        elif (warning := moved(out)) is not None:
            progress.say(warning)
        for name in wanted:
            stage = make_stage(name, config, RunContext(input))  # a missing model or prompt is an error before a large input is cut
            require_matcher(config, stage.guarantees())
        with held(out, progress.say) as lease:
            for _ in range(MOST_DISCARDED):
                try:
                    _run(config, out, wanted, input, progress, lease)
                    then(out)
                    return
                except parts.DiscardedError as error:
                    progress.say(f"{error}; this run does")
            raise UserError(f"{out}: parts were damaged {MOST_DISCARDED} times: see that the storage keeps what is written to it")


def _run(config: Config, out: str, wanted: Sequence[str], input: str | None, progress: Progress, lease: Heartbeat) -> None:
    taken = _ingest(config, out, input, progress)
    parts.prune(out, taken.parts)
    inputs = _finished(out, INPUT, taken.parts)
    run = run_id(config, inputs)
    lease.name_run(run)
    progress.log.run = run
    made = [make_stage(name, config, RunContext(taken.input, run)) for name in wanted]
    source = before(wanted[0], config)
    fingerprints = inputs if source == INPUT else _finished(out, source, taken.parts)
    manifest = write_manifest(out, Manifest(run_id=run, input=taken.input, config=config, parts=taken.parts), made)
    most = config.run.max_reject_rate
    seconds = 60 * (config.run.part_minutes or 0.0)
    run_stages(made, out, source, fingerprints, tries=config.run.attempts, progress=progress, max_reject_rate=most, seconds=seconds)
    require_rows(out, [stage.name for stage in made if not stage.unnests], taken.parts)
    if FILTER in wanted:
        progress.say(f"filter: {summary(config.filter, manifest.guarantees)}")
    if SYNTHESISE in wanted and (unchecked := images_summary(config)) is not None:
        progress.say(f"synthesise: {unchecked}")
    if wanted[-1] == STAGES[-1]:
        _pack(config, out, run, taken.parts, progress)


def run_stages(
    stages: Sequence[Stage],
    out: str,
    source: str,
    fingerprints: Sequence[str],
    *,
    tries: int,
    progress: Progress,
    max_reject_rate: float = 1.0,
    seconds: float = 0.0,
) -> None:
    """Make every part of `stages`. The first stage reads the folder `source`, whose parts have these `fingerprints`.

    Ray is started only where a part has to be made. `tries` and `seconds` bound the attempts at a part, and the time of each; 0: no bound.

    Raises:
        StageError: A stage broke its contract, or rejected more than `max_reject_rate` of its rows.
    """
    plans = _plan(stages, out, source, fingerprints)
    for plan in plans:
        progress.begin(plan.stage.name, len(plan.wanted), list(plan.current.values()))
        if plan.complete:
            progress.say(f"{plan.stage.name}: done already ({amount(len(plan.wanted), 'part')})")
        elif plan.stale:
            of = f"{plan.stale} of {amount(len(plan.wanted), 'part')}"
            progress.say(f"{plan.stage.name}: made again: {of}, made from another input, config, model or version of the code")
    todo = [plan for plan in plans if not plan.complete]
    if todo:
        rate = RejectRate(max_reject_rate)
        for plan in plans:
            rate.require(out, plan.stage.name, list(plan.current.values()))
        with progress, watched(out, [plan.stage.name for plan in todo], progress.show_steps):
            _schedule(todo, Job(todo[0].stage, todo[0].source, out, tries, uuid.uuid4().hex[:12], seconds), progress, rate)
        for plan in todo:
            storage.remove(storage.join(out, plan.stage.name, attempts.FOLDER))
        if progress.mode != "none":
            progress.console.print(progress.summary())


def make_stage(name: str, config: Config, context: RunContext) -> Stage:
    """Return the stage `name`. Its module is imported here, so that other stages are not loaded."""
    from importlib import import_module

    make: StageFactory = import_module(f"hardneg.{name}.stage").make
    return make(config, context)


def _ingest(config: Config, out: str, input: str | None, progress: Progress) -> Cut:
    if input is not None:
        with on_ray(progress) as spread:
            cut, fresh = ingest(out, input, config, progress.say, spread)
        parts = amount(cut.parts, "part")
        progress.say(f"{INPUT}: {input} cut into {parts}" if fresh else f"{INPUT}: done already ({parts})")
        return cut
    there = read_cut(out)
    if there is None:
        raise UserError(f"{out} has no {INPUT}/: run `{to_run(INPUT, out)}` first")
    return there


def _finished(out: str, stage: str, count: int) -> list[str]:
    """Return the fingerprints of the parts of `stage`, all of which must be published."""
    dones = parts.read_whole(out, stage, count)
    found = [done.fingerprint for done in dones if done is not None]
    if len(found) < count:
        has = f"has {len(found)} of {amount(count, 'part')} in {stage}/" if found else f"has no {stage}/"
        raise UserError(f"{out} {has}: run `{to_run(stage, out)}` first")
    return found


def _plan(stages: Sequence[Stage], out: str, source: str, fingerprints: Sequence[str]) -> list[Plan]:
    plans = []
    for stage in stages:
        fingerprints = parts.fingerprints(fingerprints, stage)
        count, current = _current(out, stage.name, fingerprints)
        plans.append(Plan(stage, source, list(fingerprints), {done.part: done for done in current}, count - len(current)))
        source = stage.name
    return plans


def _current(
    out: str, stage: str, wanted: Sequence[str], read: Callable[[str, str, int], Sequence[Done | None]] = parts.read_whole
) -> tuple[int, list[Done]]:
    """Return how many parts of a stage are published, and the done markers of those with the fingerprint that they must have.

    `read` is `parts.read_dones` while workers publish: a part whose files were listed a moment ago may look incomplete.
    """
    there = [done for done in read(out, stage, len(wanted)) if done is not None]
    return len(there), [done for done in there if done.fingerprint == wanted[done.part]]


def _schedule(todo: Sequence[Plan], job: Job, progress: Progress, rate: RejectRate) -> None:
    """Map the parts that are not current through one actor pool a stage, and wait for all. A single one needs no pools.

    `job` is that of the first stage.
    """
    open_parts = sorted({part for plan in todo for part in range(len(plan.wanted)) if part not in plan.current})
    if len(open_parts) == 1 and single_worker.can_make([plan.stage.resources for plan in todo]):
        _make_one(todo, open_parts[0], job, progress, rate)
        return
    items = [
        {"part": part, "wanted": json.dumps({plan.stage.name: plan.wanted[part] for plan in todo}), "dones": ""} for part in open_parts
    ]
    with ray_session() as ray:
        sizes = fit_when_joined(ray, [(plan.stage.name, plan.stage.resources) for plan in todo], len(items), progress.say)
        board = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)(Board).remote(rate)
        flow = ray.data.from_items(items, override_num_blocks=len(items))
        for plan, size in zip(todo, sizes, strict=True):
            flow = flow.map(
                RayWorker,
                fn_constructor_args=(job._replace(stage=plan.stage, source=plan.source), board),
                compute=strategy(ray, size, len(items)),
                num_cpus=size.cpus,
                num_gpus=size.gpus or None,
                memory=size.memory or None,
            )
        watch = Watch(ray, board, progress)
        watch.start()
        try:
            for part in flow.iter_rows():
                count(part["dones"].splitlines(), progress)
        except ray.exceptions.RayError as error:
            kind, message = ray.get(board.failure.remote()) or ("fault", f"Ray: {str(error).strip().splitlines()[-1]}")
            if kind == "rejects":
                plan = next(plan for plan in todo if plan.stage.name == message)
                raise too_many(job.out, message, _current(job.out, message, plan.wanted, parts.read_dones)[1], rate.most) from None
            raise raised(kind, message) from None
        finally:
            watch.stop()


def _make_one(todo: Sequence[Plan], part: int, job: Job, progress: Progress, rate: RejectRate) -> None:
    """Make a part by one worker, stage after stage. `job` is that of the first stage."""
    tasks = [single_worker.Task(job._replace(stage=plan.stage, source=plan.source), part, plan.wanted[part]) for plan in todo]
    with closing(single_worker.make(tasks)) as dones:
        for done in dones:
            progress.add(done)
            if rate.add(done):
                wanted = next(plan.wanted for plan in todo if plan.stage.name == done.stage)
                raise too_many(job.out, done.stage, _current(job.out, done.stage, wanted, parts.read_dones)[1], rate.most)


def _pack(config: Config, out: str, run: str, count: int, progress: Progress) -> None:
    from hardneg.shards.pack import pack

    with on_ray(progress) as spread:
        made = pack(out, config, run, count, spread)
    progress.say("shards: packed" if made else "shards: done already")
