import pytest

from hardneg.grammar.capitals import casing_of, framed, like, moved, with_casing
from hardneg.grammar.splice import Edit


def test_case_follows_what_is_replaced() -> None:
    assert [like("blue", old) for old in ("red", "Red", "RED", "A")] == ["blue", "Blue", "BLUE", "Blue"]
    assert like("tvs", "TV") == "TVs"


def test_a_phrase_that_leaves_the_beginning_loses_its_capital_and_gives_it_on() -> None:
    assert moved("The dog", was_first=True, becomes_first=False, capitalised=True, proper=False) == "the dog"
    assert moved("the boy", was_first=False, becomes_first=True, capitalised=True, proper=False) == "The boy"


def test_a_name_keeps_its_capital_and_a_lower_case_caption_stays_so() -> None:
    assert moved("Anna", was_first=True, becomes_first=False, capitalised=True, proper=True) == "Anna"
    assert moved("a boy", was_first=False, becomes_first=True, capitalised=False, proper=False) == "a boy"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("White Goat On A Rock", "title"),
        ("White Goat on a Rock", "title"),
        ("WHITE GOAT", "upper"),
        ("A white goat in New York", None),
        ("A TV on a desk", None),
        ("goat", None),
    ],
)
def test_the_form_of_a_caption(text: str, how: str | None) -> None:
    assert casing_of(text) == how


@pytest.mark.parametrize(
    ("caption", "old", "new", "put"),
    [
        ("White Goat On A Rock", "Goat", "Polar bear", "Polar Bear"),
        ("White Goat On A Rock", "", " next to a cat", " Next To A Cat"),
        ("White Goat on a Rock", "", " next to a cat", " Next to a Cat"),
        ("A WHITE GOAT", "A", "An", "AN"),
        ("WHITE GOAT", "", " and a cat", " AND A CAT"),
        ("White Goat with light Horns", "light", "dark", "dark"),
        ("a white goat", "goat", "polar bear", "polar bear"),
    ],
)
def test_what_is_put_into_a_title_is_written_like_it(caption: str, old: str, new: str, put: str) -> None:
    start = caption.index(old)
    assert with_casing(caption, [Edit(start, start + len(old), old, new)])[0].new == put


@pytest.mark.parametrize(
    ("written", "caption", "put"),
    [
        ("A cat sleeps", "A dog sits.", "A cat sleeps."),
        ("A cat sleeps.", "A dog sits", "A cat sleeps"),
        ("a cat sleeps!", "A dog sits!", "A cat sleeps!"),
        ("A cat sleeps", "a dog sits", "a cat sleeps"),
        ("A cat sleeps.", "A dog sits.,", "A cat sleeps.,"),
        ("TV on a desk", "a desk with a TV", "TV on a desk"),
    ],
)
def test_a_written_text_begins_and_ends_as_its_caption(written: str, caption: str, put: str) -> None:
    assert framed(written, caption) == put
