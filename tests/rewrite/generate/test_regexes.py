import re

from hypothesis import given
from hypothesis import strategies as st

from hardneg.rewrite.generate.regexes import any_word_but

WORDS = st.text("abcd", min_size=1, max_size=5)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_every_word_but_the_excluded_matches(excluded: list[str], word: str) -> None:
    assert bool(re.fullmatch(any_word_but(excluded), word)) == (word not in excluded)


def test_a_word_that_only_begins_like_an_excluded_one_matches() -> None:
    pattern = re.compile(any_word_but(["red"]))
    assert pattern.fullmatch("reddish")
    assert pattern.fullmatch("re")
    assert not pattern.fullmatch("red")


def test_nothing_but_lower_case_letters_matches() -> None:
    assert not re.fullmatch(any_word_but(["red"]), "Blue")
    assert not re.fullmatch(any_word_but([]), "two words")
