"""Choose moments of a run by a seed, and wait for them. A moment is a number of published files and a time after the last of them.

So a moment is reached on a machine that is slower, or busier, than the one on which it was drawn.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

POLL_S = 0.01


class Moment(NamedTuple):
    """A moment is `seconds` after `files` files were published."""

    files: int
    seconds: float


def published(out: Path) -> list[str]:
    """Return the paths of the published files under `out`, without temporary ones and the lease."""
    found = [Path(folder, name).relative_to(out) for folder, _, names in os.walk(out) for name in names]
    return sorted(str(path) for path in found if "/." not in f"/{path}")


def draw(chance: random.Random, timeline: Sequence[float]) -> Moment:
    """Draw a moment uniformly over the time of a run, or uniformly over its files, as often as each other.

    Args:
        chance: The generator of the case.
        timeline: When each file was published, in seconds after the start, and the end of the run.
    """
    if chance.random() < 0.5:
        return Moment(chance.randrange(len(timeline)), chance.uniform(0, 0.3))
    at = chance.uniform(0, timeline[-1])
    files = sum(when <= at for when in timeline)
    return Moment(files, at - (timeline[files - 1] if files else 0.0))


def reach(moment: Moment, count: Callable[[], int], ended: Callable[[], bool]) -> bool:
    """Wait for a moment, and return whether the run still lives then."""
    while count() < moment.files:
        if ended():
            return False
        time.sleep(POLL_S)
    time.sleep(moment.seconds)
    return not ended()
