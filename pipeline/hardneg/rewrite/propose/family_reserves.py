"""Keep families apart where their floors need it: add targets that the draw across families left out.

A floor (`rewrite.balance.floor`) is the least share of a family among the selected negatives of a part. Selection meets it as far as the
proposals allow (`hardneg.rewrite.debias.family_floors`). So a family whose share of the drawn targets is below RESERVE times its floor gets
further targets of its own, in the order of the draw: one more in each caption, then a second, until the share is reached. No other target
is lost for it.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from hardneg.schemas.family import Family

T = TypeVar("T")

RESERVE = 2.0
"""Share of the drawn targets that a family needs, in floors. About half of the targets get a negative."""


def with_reserves(
    drawn: Sequence[Sequence[T]], waiting: Sequence[Sequence[T]], floors: Mapping[Family, float], family_of: Callable[[T], str]
) -> list[list[T]]:
    """Return the drawn targets of each caption, with some of the waiting ones where a family is below its floor.

    Args:
        drawn: Targets of each caption that were drawn.
        waiting: Its other targets, in the order of the draw.
        floors: Least share of each family.
        family_of: Returns the family of a target.
    """
    found = [list(each) for each in drawn]
    counts = Counter(family_of(target) for each in drawn for target in each)
    total = counts.total()
    for family, floor in floors.items():
        missing = math.ceil(RESERVE * floor * total) - counts[family.value]
        queues = [[target for target in each if family_of(target) == family.value] for each in waiting]
        turns = [(turn, i) for i, queue in enumerate(queues) for turn in range(len(queue))]
        for turn, i in sorted(turns)[: max(missing, 0)]:
            found[i].append(queues[i][turn])
    return found
