"""Extrapolate the run of a sample to the whole input.

What happens once (start of processes and of Ray, imports, packing, the report) is the time of the sample's run less that of its stages.
"""

from typing import NamedTuple

from hardneg.engine.order import INPUT, command, enabled
from hardneg.engine.reject_rate import MINIMAL_ROWS, rejects_that_count
from hardneg.estimate.draw import Drawn
from hardneg.estimate.schedule import Laid, Load, StageCost, lay_out, workers_of
from hardneg.estimate.trial import StageBytes, Trial
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Done
from hardneg.schemas.section import StageSection
from hardneg.wording import amount

FEWEST_CAPTIONS = 10
"""Least number of captions of a part of the sample."""


class StageEstimate(NamedTuple):
    """Estimate a stage on the whole input.

    Attributes:
        workers: Number of workers that have something to do.
        start_s: Seconds in which a worker loads its models, once.
        worker_s: Seconds of all workers together, without the start.
        cpu_s: Seconds of their processors, without the start; a worker that waits for a server or a GPU needs fewer.
        seconds: Time of the stage by itself, start included.
        tokens_in: Tokens that the LLM reads.
        tokens_out: Tokens that the LLM writes.
        rows: Captions that leave the stage; of the last stage negatives.
        bytes: What the stage leaves on the disk.
    """

    stage: str
    workers: int
    start_s: float
    worker_s: float
    cpu_s: float
    seconds: float
    tokens_in: int
    tokens_out: int
    rows: int
    bytes: int


class Estimate(NamedTuple):
    """Estimate a run.

    Attributes:
        input: The input as the user named it.
        captions: Number of captions in it.
        counted: Whether all of them were counted; otherwise the number follows from sections.
        repeats: Number of captions that repeat another one and are rejected for it.
        parts: Number of parts.
        sample: Number of captions that were run.
        begin_s: Seconds before the first stage that do not depend on the number of captions, the start of models not included.
        end_s: Seconds after the last stage: packing, and the report.
        thousand_s: Seconds that a further thousand captions take.
        stages: The stages, and first the reading of the input.
        governs: The stage that governs the time; empty where all stages count.
        pools: Whether workers on Ray make the parts, so that stages overlap.
        shards_bytes: Bytes of the shards.
        other_bytes: Bytes of the manifest, the report and the card.
        seconds: Time of the whole run.
        notes: What a user should know before the run.
    """

    input: str
    captions: int
    counted: bool
    repeats: int
    parts: int
    sample: int
    begin_s: float
    end_s: float
    thousand_s: float
    stages: list[StageEstimate]
    governs: str
    pools: bool
    shards_bytes: int
    other_bytes: int
    seconds: float
    notes: list[str]

    @property
    def tokens_in(self) -> int:
        """Return the tokens that LLMs read."""
        return sum(stage.tokens_in for stage in self.stages)

    @property
    def tokens_out(self) -> int:
        """Return the tokens that LLMs write."""
        return sum(stage.tokens_out for stage in self.stages)

    @property
    def bytes(self) -> int:
        """Return what the run leaves on the disk."""
        return sum(stage.bytes for stage in self.stages) + self.shards_bytes + self.other_bytes


def sample_parts(captions: int, parts: int, config: Config) -> int:
    """Return the number of parts to run `captions` in, as a sample of an input of several `parts`: two for each worker where possible.

    So each worker makes a part that is not its first.
    """
    sections: list[StageSection] = [getattr(config, stage) for stage in enabled(config)]
    return max(2, min(2 * max(section.workers for section in sections), captions // FEWEST_CAPTIONS, parts))


def parts_of(drawn: Drawn, config: Config) -> int:
    """Return the number of parts of the whole input."""
    return max(1, -(-drawn.captions // config.part_size))


def extrapolate(
    input: str, drawn: Drawn, trial: Trial, config: Config, pools: bool, processors: int | None, few: Trial | None = None
) -> Estimate:
    """Return the estimate for the whole input. `pools` and `processors` are those of the real run (`schedule.Load`).

    `few` is the run of few captions of the sample, where there was one.
    """
    scale = drawn.distinct / trial.captions
    parts = parts_of(drawn, config)
    costs = [_cost(folder, trial, few, config) for folder in trial.dones if folder != INPUT]
    load = Load(drawn.distinct, parts, pools, processors)
    laid = lay_out(load, costs)
    once = max(0.0, trial.seconds - lay_out(Load(trial.captions, trial.parts, pools, processors), costs).seconds)
    end = min(once, trial.ending)
    reading = drawn.seconds / drawn.read * drawn.captions
    dones = {command(folder): some for folder, some in trial.dones.items() if folder != INPUT}
    sizes = {command(folder): each for folder, each in trial.bytes.items() if folder != INPUT}
    stages = [_stage(cost, load, dones[cost.stage], sizes[cost.stage], scale) for cost in costs]
    thousand = _thousand(laid, load, costs) + 1000 * drawn.seconds / drawn.read
    return Estimate(
        input=input,
        captions=drawn.captions,
        counted=drawn.share == 1.0,
        repeats=drawn.captions - drawn.distinct,
        parts=parts,
        sample=trial.captions,
        begin_s=once - end,
        end_s=end,
        thousand_s=thousand,
        stages=[_input(drawn, reading, _total(trial.bytes[INPUT], parts, drawn.captions / trial.captions)), *stages],
        governs=laid.governs,
        pools=pools,
        shards_bytes=_total(trial.shards, 1, scale),
        other_bytes=trial.other,
        seconds=once + reading + laid.seconds,
        notes=_notes(trial, config) if drawn.captions >= MINIMAL_ROWS else [],
    )


def _cost(folder: str, trial: Trial, few: Trial | None, config: Config) -> StageCost:
    """Return the cost of a stage per caption of the sample: what a stage rejects costs the later ones nothing.

    The first part of a worker also loads models, and much else at first use. So later parts give the cost of a caption where there are any,
    else the difference to the run of few captions. What the first parts took beyond it is the start.
    """
    section: StageSection = getattr(config, command(folder))
    dones = trial.dones[folder]
    captions = {done.part: done.rows_in for done in trial.dones[INPUT]}
    later = [done for done in dones if not done.setup_seconds]
    measured = later or dones
    count = sum(captions[done.part] for done in measured)
    work = sum(done.seconds - done.setup_seconds for done in measured)
    busy = sum(done.cpu_seconds * (1 - done.setup_seconds / done.seconds) for done in measured if done.seconds)
    if few is not None and count > few.captions:
        share = 1 - few.captions / count
        again = few.dones[folder]
        work = _without_first_use(work, work - sum(done.seconds - done.setup_seconds for done in again), share)
        busy = _without_first_use(busy, sum(done.cpu_seconds for done in dones) - sum(done.cpu_seconds for done in again), share)
    starts = [
        max(done.setup_seconds, done.seconds - work / count * captions[done.part]) for done in dones if done.setup_seconds or not later
    ]
    return StageCost(command(folder), section.workers, sum(starts) / max(1, len(starts)), work / count, busy / count)


def _without_first_use(seconds: float, beyond: float, share: float) -> float:
    """Return the seconds that all captions take without what is loaded at first use.

    `beyond` are the seconds that they took beyond the run of few captions, and `share` is the share of the captions that it had not.
    Where the few did not take more than their share, nothing shows, and `seconds` are returned.
    """
    return beyond / share if 0 < beyond < seconds * share else seconds


def _stage(cost: StageCost, load: Load, dones: list[Done], size: StageBytes, scale: float) -> StageEstimate:
    workers, work = workers_of(cost, load), cost.caption_s * load.captions
    return StageEstimate(
        stage=cost.stage,
        workers=workers,
        start_s=cost.start_s,
        worker_s=work,
        cpu_s=cost.cpu_s * load.captions,
        seconds=cost.start_s + work / workers,
        tokens_in=round(scale * sum(done.usage.get("llm_tokens_in", 0) for done in dones)),
        tokens_out=round(scale * sum(done.usage.get("llm_tokens_out", 0) for done in dones)),
        rows=round(scale * sum(done.rows_out for done in dones)),
        bytes=_total(size, load.parts, scale),
    )


def _input(drawn: Drawn, seconds: float, size: int) -> StageEstimate:
    return StageEstimate(INPUT, 1, 0.0, seconds, seconds, seconds, 0, 0, drawn.captions, size)


def _total(size: StageBytes, parts: int, scale: float) -> int:
    return round(size.part * parts + size.rows * scale)


def _thousand(laid: Laid, load: Load, costs: list[StageCost]) -> float:
    """Return the seconds that all stages together take for a further thousand captions."""
    if not load.pools:
        return 1000 * sum(cost.caption_s for cost in costs)
    if not laid.governs:
        return 1000 * sum(cost.cpu_s for cost in costs) / (load.processors or 1)
    governs = next(cost for cost in costs if cost.stage == laid.governs)
    return 1000 * governs.caption_s / workers_of(governs, load)


def _notes(trial: Trial, config: Config) -> list[str]:
    notes = []
    most = config.run.max_reject_rate
    for folder, dones in trial.dones.items():
        rows, rejected = sum(done.rows_in for done in dones), sum(sum(rejects_that_count(done).values()) for done in dones)
        if rejected > most * rows:
            what = f"{command(folder)} rejected {rejected:,} of {amount(rows, 'caption')} of the sample"
            notes.append(f"{what}; a run stops where a stage rejects more than run.max_reject_rate={most:g} of its captions")
    return notes
