import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hardneg.grammar.difference import common_ends, edits_between, edits_keeping_space, without
from hardneg.grammar.splice import Edit, splice


@given(st.text("ab ,.", max_size=12), st.text("ab ,.", max_size=12))
def test_the_edits_between_two_texts_turn_one_into_the_other(old: str, new: str) -> None:
    assert splice(old, edits_between(old, new)) == new


def test_the_edits_between_two_texts_are_of_whole_words_and_few() -> None:
    assert edits_between("A dog sits on a bed.", "A dog is sitting on a bed.") == [Edit(6, 10, "sits", "is sitting")]
    assert [(edit.old, edit.new) for edit in edits_between("A cat and a dog.", "A dog and a cat.")] == [("cat", "dog"), ("dog", "cat")]


def test_a_unit_is_replaced_as_a_whole() -> None:
    whole = re.compile(r"[\w-]+|\s+|.")
    assert [edit.old for edit in edits_between("A t-shirt.", "A t-bone.")] == ["shirt"]
    assert [edit.old for edit in edits_between("A t-shirt.", "A t-bone.", whole)] == ["t-shirt"]


@given(st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_common_ends_are_equal_and_do_not_overlap(old: str, new: str) -> None:
    first, last = common_ends(old, new)
    assert old[:first] == new[:first]
    assert old[len(old) - last :] == new[len(new) - last :]
    assert first + last <= min(len(old), len(new))


def test_shared_units_are_removed_as_often_as_they_are_shared() -> None:
    assert without(["a", "b", "a", "c"], Counter({"a": 1, "c": 1})) == ["b", "a"]


@given(st.text("ab ,\n", max_size=12), st.text("ab ,", max_size=12))
def test_edits_that_keep_white_space_turn_one_text_into_the_words_of_the_other(old: str, new: str) -> None:
    assert splice(old, edits_keeping_space(old, new)).split() == new.split()


def test_white_space_outside_the_edits_stays() -> None:
    assert splice("A  red\ncar  stops. ", edits_keeping_space("A  red\ncar  stops. ", "A blue car stops.")) == "A  blue\ncar  stops. "
    assert edits_keeping_space("A  red\ncar.", "A red car.") == []
