"""Repair a run: what `verify` finds damaged no longer counts as done, so that the next run makes it again."""

from hardneg.engine import storage
from hardneg.engine.lease import held
from hardneg.report.verify import problems


def repair(out: str) -> list[str]:
    """Remove the marker of each part of which a check fails, and of the shards; return these markers. All of `out` is read.

    Raises:
        UserError: Another process writes to `out`.
    """
    with held(out):
        markers = list(dict.fromkeys(problem.marker for problem in problems(out) if problem.marker is not None))
        for marker in markers:
            storage.remove(marker)
    return markers
