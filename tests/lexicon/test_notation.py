import pytest

from scripts.lexicon.notation import parse


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="line 3: the key 'pet' stands twice"):
        parse('pet: "dog, cat"\nbird: "duck"\npet: "rabbit"\n')


def test_a_key_that_stands_twice_within_a_list_is_refused() -> None:
    with pytest.raises(ValueError, match="'words' stands twice"):
        parse("- kind: unit\n  words: a\n  words: b\n")


def test_a_key_of_each_entry_is_none_that_stands_twice() -> None:
    assert parse("- kind: unit\n- kind: part\n") == [{"kind": "unit"}, {"kind": "part"}]
