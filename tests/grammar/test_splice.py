import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.grammar.splice import Edit, edits_between, invert, splice


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit], str]:
    """A caption as alternating kept and edited pieces, the edits in a drawn order, and what must come out."""
    pieces = draw(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=6))
    caption = result = draw(st.text())
    edits = []
    for kept, old, new in pieces:
        if not old and not kept:
            continue  # an insertion, and the next piece may be one at the same place
        edits.append(Edit(len(caption), len(caption) + len(old), old, new))
        caption += old + kept
        result += new + kept
    return caption, draw(st.permutations(edits)), result


@given(edited())
def test_edits_give_exactly_the_declared_text(case: tuple[str, list[Edit], str]) -> None:
    caption, edits, result = case
    assert splice(caption, edits) == result


@given(edited())
def test_inverse_edits_restore_the_caption(case: tuple[str, list[Edit], str]) -> None:
    caption, edits, result = case
    assert splice(result, invert(edits)) == caption


def test_the_inverse_of_two_deletions_side_by_side_is_one_insertion() -> None:
    edits = [Edit(2, 6, "red ", ""), Edit(6, 10, "big ", "")]
    assert invert(edits) == [Edit(2, 2, "", "red big ")]


def test_offsets_are_characters_not_bytes() -> None:
    assert splice("un café 🐕 noir", [Edit(10, 14, "noir", "brun")]) == "un café 🐕 brun"


def test_a_swap_moves_nothing_else() -> None:
    edits = [Edit(2, 5, "red", "black"), Edit(16, 21, "black", "red")]
    assert splice("A red dog and a black cat.", edits) == "A black dog and a red cat."


def test_no_edits_leave_the_caption() -> None:
    assert splice("A dog.", []) == "A dog."


def test_an_insertion_may_touch_a_replacement() -> None:
    assert splice("A dog.", [Edit(2, 5, "dog", "cat"), Edit(2, 2, "", "big ")]) == "A big cat."
    assert splice("A dog.", [Edit(5, 5, "", " here"), Edit(2, 5, "dog", "cat")]) == "A cat here."


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(2, 5, "cat", "cow")],
        [Edit(4, 9, "g.", "x")],
        [Edit(-1, 1, "", "x")],
        [Edit(5, 2, "", "x")],
        [Edit(2, 5, "dog", "cat"), Edit(4, 6, "g.", "!")],
        [Edit(2, 5, "dog", "cat"), Edit(3, 3, "", "x")],
        [Edit(2, 5, "dog", "cat"), Edit(2, 5, "dog", "cow")],
        [Edit(2, 2, "", "big "), Edit(2, 2, "", "old ")],
    ],
    ids=[
        "other text",
        "past the end",
        "before the start",
        "backwards",
        "overlap",
        "inside another",
        "twice",
        "two insertions at one place",
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"span|reads"):
        splice("A dog.", edits)


@given(st.text("ab ,.", max_size=12), st.text("ab ,.", max_size=12))
def test_the_edits_between_two_texts_turn_one_into_the_other(old: str, new: str) -> None:
    assert splice(old, edits_between(old, new)) == new


def test_the_edits_between_two_texts_are_of_whole_words_and_few() -> None:
    assert edits_between("A dog sits on a bed.", "A dog is sitting on a bed.") == [Edit(6, 10, "sits", "is sitting")]
    assert [(edit.old, edit.new) for edit in edits_between("A cat and a dog.", "A dog and a cat.")] == [("cat", "dog"), ("dog", "cat")]
