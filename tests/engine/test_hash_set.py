import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hardneg.engine.hash_set import HashSet


@given(st.lists(st.lists(st.integers(0, 30) | st.integers(2**64 - 5, 2**64 - 1), max_size=12), max_size=12))
def test_repeated_hashes_are_those_that_a_set_holds_already(groups: list[list[int]]) -> None:
    held, known = HashSet(), set[int]()
    for group in groups:
        expected = []
        for each in group:
            expected.append(each in known)
            known.add(each)
        assert held.add(np.array(group, np.uint64)).tolist() == expected


def test_a_hash_takes_eight_bytes() -> None:
    held = HashSet()
    for start in range(0, 100_000, 1000):
        held.add(np.arange(start, start + 1000, dtype=np.uint64))
    assert sum(run.nbytes for run in held._runs) == 8 * 100_000
    assert len(held._runs) < 20
