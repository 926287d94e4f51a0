"""Lay the parts of a run out over its workers, as `hardneg.runner` does, and add up the time.

A single part passes the stages one after the other. Of several parts each begins in a stage when it has left the stage before and a worker
is free, so stages overlap. A worker loads its models when it gets its first part.
"""

from collections.abc import Sequence
from heapq import heappush, heapreplace
from typing import NamedTuple

MOST_PARTS = 1000
"""Number of parts that are laid out one by one. The others take what they take in the slowest stage."""


class StageCost(NamedTuple):
    """Hold what a stage costs: workers, seconds in which each loads models, and seconds of a worker and of its processors per caption."""

    stage: str
    workers: int
    start_s: float
    caption_s: float
    cpu_s: float


class Load(NamedTuple):
    """Hold what is to be done: captions, the parts that they are in, whether workers on Ray make them, and the processors they share.

    `processors` is None where that is not known, as on a cluster, whose workers reserve theirs.
    """

    captions: int
    parts: int
    pools: bool
    processors: int | None


class Laid(NamedTuple):
    """Hold the seconds of the stages of a run together, and the name of the stage that governs them.

    The name is empty where all stages count, since they work one after the other or share the processors.
    """

    seconds: float
    governs: str


def lay_out(load: Load, stages: Sequence[StageCost]) -> Laid:
    """Return the time of all stages: the latest end of a part, or what the processors need for all of the work, if that is more."""
    if not load.pools:
        return Laid(sum(stage.start_s + stage.caption_s * load.captions for stage in stages), "")
    each = load.captions / load.parts
    laid = min(load.parts, MOST_PARTS)
    slowest = max(stages, key=lambda stage: stage.caption_s / workers_of(stage, load))
    seconds = _last_end(laid, each, stages) + (load.parts - laid) * each * slowest.caption_s / workers_of(slowest, load)
    busy = sum(stage.cpu_s for stage in stages) * load.captions / (load.processors or float("inf"))
    return Laid(busy, "") if busy > seconds else Laid(seconds, slowest.stage)


def workers_of(stage: StageCost, load: Load) -> int:
    """Return the number of workers of a stage that have something to do."""
    return min(stage.workers, load.parts) if load.pools else 1


def _last_end(parts: int, captions: float, stages: Sequence[StageCost]) -> float:
    """Return when the last part has left the last stage."""
    ready = [0.0] * parts
    for stage in stages:
        free: list[float] = []
        for number, at in enumerate(ready):
            fresh = len(free) < stage.workers
            ready[number] = (at + stage.start_s if fresh else max(at, free[0])) + captions * stage.caption_s
            (heappush if fresh else heapreplace)(free, ready[number])
        ready.sort()
    return ready[-1]
