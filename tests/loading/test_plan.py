from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hardneg.loading import plan
from hardneg.loading.plan import RowGroup, Unit, blocks, permutation, spread, units


@given(st.integers(1, 12), st.integers(1, 20), st.integers(0, 3))
def test_readers_share_every_row_group_and_each_gets_something(groups: int, readers: int, epoch: int) -> None:
    order = permutation(groups, True, 0, epoch)
    shares = [units(groups, readers, reader, order) for reader in range(readers)]
    assert all(shares)
    taken = Counter(unit for share in shares for unit in share)
    slices = max(1, -(-readers // groups))
    assert taken == Counter({Unit(group, number, slices): 1 for group in range(groups) for number in range(slices)})
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_the_order_follows_from_seed_and_epoch() -> None:
    assert permutation(20, True, 0, 1) == permutation(20, True, 0, 1)
    assert permutation(20, True, 0, 1) != permutation(20, True, 0, 2)
    assert permutation(20, True, 0, 1) != permutation(20, True, 1, 1)
    assert permutation(20, False, 0, 1) == list(range(20))


def test_a_block_is_bounded_by_rows_and_bytes_and_has_a_row_group_in_any_case() -> None:
    large = RowGroup(0, 0, plan.BLOCK_ROWS + 1, 10)
    small = [RowGroup(0, i, plan.BLOCK_ROWS // 2, 10) for i in range(1, 4)]
    heavy = [RowGroup(0, i, 10, plan.BLOCK_BYTES) for i in range(4, 6)]
    found = blocks([Unit(i) for i in range(6)], [large, *small, *heavy], shuffle=True)
    assert [[unit.group for unit in block] for block in found] == [[0], [1, 2], [3], [4], [5]]
    assert len(blocks([Unit(1), Unit(2)], [large, *small], shuffle=False)) == 2


def test_samples_of_an_image_are_far_apart_in_an_order_that_is_random_otherwise() -> None:
    images = [f"image {i}" for i in range(200) for _ in range(1 + i % 5)]
    orders = [spread(images, np.random.default_rng(seed)).tolist() for seed in range(3)]
    assert all(sorted(order) == list(range(len(images))) for order in orders)
    assert orders[0] != orders[1]
    for order in orders:
        at = {name: [place for place, each in enumerate(order) if images[each] == name] for name in set(images)}
        for places in at.values():
            assert all(b - a > 0.4 * len(images) / len(places) for a, b in pairwise(places))
    neighbours = Counter(frozenset((images[a], images[b])) for a, b in pairwise(orders[0]))
    assert max(neighbours.values()) <= 2
    assert spread([], np.random.default_rng(0)).tolist() == []
