"""Count the samples of each row group, from which readers know their equal shares without talking."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import attrgetter

from hardneg.errors import UserError
from hardneg.loading.captions import sample_count
from hardneg.loading.options import Options
from hardneg.loading.plan import RowGroup
from hardneg.loading.row_groups import CONNECTIONS, Shards
from hardneg.loading.skipping import skip


def count_samples(files: Sequence[str], groups: Sequence[RowGroup], options: Options) -> list[int]:
    """Return how many samples each row group has. It reads only the columns that decide this.

    Args:
        files: The shards.
        groups: Their row groups, in the order of the shards.
        options: What is drawn.

    Raises:
        UserError: A row group is damaged, and nothing is to be skipped.
    """

    def of_file(some: list[RowGroup]) -> list[int]:
        shards = Shards(files, options.counted_columns(), options.group)
        try:
            return [_count(shards, each, options) for each in some]
        finally:
            shards.close()

    by_file = [list(some) for _, some in groupby(groups, attrgetter("file"))]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [count for counts in pool.map(of_file, by_file) for count in counts]


def _count(shards: Shards, of: RowGroup, options: Options) -> int:
    try:
        rows = shards.read(of)
    except UserError as error:
        skip(str(error), options)
        return 0
    return sample_count(rows, options)
