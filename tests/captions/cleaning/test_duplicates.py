from hypothesis import given
from hypothesis import strategies as st

from hardneg.captions.cleaning.duplicates import Seen, hash_of


def test_white_space_and_composition_do_not_distinguish_captions() -> None:
    assert hash_of("A cafe\u0301  table\n", b"") == hash_of("A caf\u00e9 table", b"")


def test_capitals_and_images_do() -> None:
    assert len({hash_of("a dog", b""), hash_of("A dog", b""), hash_of("a dog", b"x"), hash_of("a dog", b"y")}) == 4


@given(st.lists(st.lists(st.integers(0, 30), max_size=20), max_size=20))
def test_the_first_of_equal_records_is_found_whatever_the_parts(parts: list[list[int]]) -> None:
    seen, first, number = Seen(), dict[int, str](), 0
    for part in parts:
        keys = [str(number + i) for i in range(len(part))]
        number += len(part)
        expected = []
        for value, key in zip(part, keys, strict=True):
            expected.append(first.get(value))
            first.setdefault(value, key)
        assert seen.add(part, keys) == expected


def test_hashes_of_all_64_bits_are_distinguished() -> None:
    assert Seen().add([2**64 - 1, 2**63, 0, 2**64 - 1], ["a", "b", "c", "d"]) == [None, None, None, "a"]
