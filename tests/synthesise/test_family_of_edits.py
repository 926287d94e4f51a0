import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.grammar.splice import Edit, splice
from hardneg.synthesise.family_of_edits import changed_share, family_of, word_edits


@given(
    st.lists(st.sampled_from(["a", "red", "dog", "cat", "on", "the", "mat", ",", "."])),
    st.lists(st.sampled_from(["a", "blue", "dog", "."])),
)
def test_edits_give_the_other_text_exactly(ours: list[str], theirs: list[str]) -> None:
    caption, other = " ".join(ours), " ".join(theirs)
    assert splice(caption, word_edits(caption, other)) == other


def test_edits_are_of_whole_words_and_those_side_by_side_are_one() -> None:
    assert word_edits("A red dog sits.", "A redder dog sits.") == [Edit(2, 5, "red", "redder")]
    assert word_edits("A red dog sits.", "A blue cat sits.") == [Edit(2, 9, "red dog", "blue cat")]
    assert word_edits("A dog.", "A dog.") == []


@pytest.mark.parametrize(
    ("caption", "other", "family"),
    [
        ("a red dog", "a blue dog", "attribute"),
        ("two dogs", "three dogs", "count"),
        ("a dog on a mat", "a dog under a mat", "relation"),
        ("a dog runs", "a cat runs", "object"),
        ("a dog is sleeping", "a dog is running", "action"),
        ("a red dog and a black cat", "a black dog and a red cat", "swap_attribute"),
        ("a dog chases a cat", "a cat chases a dog", "swap_object"),
        ("a dog", "a dog with a hat", "object"),
    ],
)
def test_the_family_is_what_the_words_look_like(caption: str, other: str, family: str) -> None:
    assert family_of(word_edits(caption, other)) == family


def test_the_share_of_changed_words_counts_what_is_added_too() -> None:
    caption = "a red dog sits"
    assert changed_share(caption, word_edits(caption, "a blue dog sits")) == 0.25
    assert changed_share(caption, word_edits(caption, "a red dog sits on two big mats")) == 1.0
