"""Divide labelled rows: one half of the groups fits the curves and shows competence, the other half is only for the bounds.

So neither a curve nor the choice of the families that are judged can make a bound optimistic. Groups are divided by a hash, and rows of
one group, which are dependent, stay together.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from hardneg.seeding import hash64

HALVES = 2

Flags = npt.NDArray[np.bool_]
Names = npt.NDArray[np.str_]


def is_added(rows: pa.Table) -> Flags:
    """Select the rows of scenes with things added, which count for competence alone: half of them are invalid, far more than in a run."""
    found: Flags = np.asarray(rows["added"].fill_null(False), bool)
    return found


def groups(rows: pa.Table) -> Names:
    """Return the group of each row; a row without one is a group of its own."""
    named = rows["group"].to_pylist()
    return np.asarray([f"row {i}" if group is None else f"group {group}" for i, group in enumerate(named)], np.str_)


def buckets(rows: pa.Table, purpose: str, count: int) -> npt.NDArray[np.int64]:
    """Return a number below `count` for each row, the same for a whole group."""
    return np.asarray([_bucket(purpose, group, count) for group in groups(rows)], np.int64)


def for_curves(rows: pa.Table) -> Flags:
    """Select the half of the groups that fits the curves and shows competence."""
    fitting: Flags = buckets(rows, "curves", HALVES) == 0
    return fitting


def shows_competence(group: str) -> bool:
    """Return whether rows of this group are in the half that fits the curves and shows competence."""
    return _bucket("curves", f"group {group}", HALVES) == 0


def independent_by_family(rows: pa.Table, family: Names, among: Flags) -> Flags:
    """Select one row of each group and family among the rows of a mask."""
    return independent(np.char.add(np.char.add(groups(rows), "\x1f"), family), among)


def independent(keys: Names, among: Flags) -> Flags:
    """Select one row of each key, such as the group, among the rows of a mask, uniformly by a hash."""
    members: dict[str, list[int]] = {}
    for i, (key, there) in enumerate(zip(keys.tolist(), among.tolist(), strict=True)):
        if there:
            members.setdefault(key, []).append(i)
    chosen = np.zeros(len(keys), bool)
    chosen[[of[hash64(f"member\x1f{key}") % len(of)] for key, of in members.items()]] = True
    return chosen


def _bucket(purpose: str, group: str, count: int) -> int:
    return hash64(f"{purpose}\x1f{group}") % count
