import inspect
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.grammar.splice import Edit, EditRow, apply_edits, disorder, invert, merged, splice


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit], str]:
    """Draw a caption of alternating kept and edited pieces; return it with its edits in random order and the expected text."""
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


def stored(edits: list[Edit]) -> list[EditRow]:
    return [EditRow(start=edit.start, end=edit.end, old=edit.old, new=edit.new) for edit in edits]


@given(edited())
def test_merged_edits_are_in_order_and_apart_and_give_the_same_text(case: tuple[str, list[Edit], str]) -> None:
    caption, edits, result = case
    rows = stored(merged(edits))
    assert disorder(caption, rows) is None
    assert apply_edits(caption, rows) == apply_edits(caption, rows[::-1]) == result


def test_an_insertion_and_a_replacement_at_one_place_are_merged() -> None:
    assert merged([Edit(2, 5, "dog", "cat"), Edit(2, 2, "", "big ")]) == [Edit(2, 5, "dog", "big cat")]


def test_two_insertions_at_one_place_are_not_merged_in_an_order_of_their_own() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        merged([Edit(2, 2, "", "big "), Edit(2, 2, "", "red ")])


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([Edit(2, 2, "", "big "), Edit(2, 5, "dog", "cat")], "touches"),
        ([Edit(2, 5, "dog", "cat"), Edit(0, 1, "A", "The")], "precedes"),
        ([Edit(2, 5, "dog", "cat"), Edit(4, 5, "g", "t")], "overlaps"),
        ([Edit(2, 9, "dog", "cat")], "outside"),
        ([Edit(2, 5, "cat", "dog")], "reads 'dog'"),
    ],
)
def test_edits_out_of_the_promised_form_are_found(edits: list[Edit], words: str) -> None:
    assert words in str(disorder("A dog.", stored(edits)))


def test_the_readme_shows_the_function_that_applies_edits() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    shown = re.search(r"    def apply\(.*\n(?:        .*\n)+", readme.read_text())
    assert shown is not None
    names: dict[str, Any] = {}
    exec(textwrap.dedent(shown[0]), names)
    edits = stored([Edit(0, 1, "A", "An"), Edit(2, 5, "red", "orange")])
    assert names["apply"]("A red dog.", edits) == apply_edits("A red dog.", edits) == "An orange dog."
    assert inspect.getsource(apply_edits).splitlines()[2:] == textwrap.dedent(shown[0]).splitlines()[1:]


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
