"""Count what passed through each stage of a run, by the done markers of its parts."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hardneg.engine.order import command, folders
from hardneg.schemas.manifest import Done, Manifest


class StageFacts(NamedTuple):
    """Hold the captions and negatives that passed through a stage, and the seconds of its workers. Negatives are 0 before `rewrite`."""

    name: str
    rows_in: int
    rows_out: int
    proposed: int
    kept: int
    seconds: float


def stages_of(manifest: Manifest, dones: Mapping[str, Sequence[Done]]) -> list[StageFacts]:
    """Return the figures of each stage, in the order of the run."""
    found = []
    for folder in folders(manifest.config)[1:]:
        some = dones[folder]
        rows_in, rows_out = sum(done.rows_in for done in some), sum(done.rows_out for done in some)
        proposed, kept = sum(done.negatives.proposed for done in some), sum(done.negatives.kept for done in some)
        found.append(StageFacts(command(folder), rows_in, rows_out, proposed, kept, sum(done.seconds for done in some)))
    return found
