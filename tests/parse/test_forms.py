import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.parse.forms import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("White Goat Standing On A Brown Rock", "white goat standing on a brown rock"),
        ("TWO GOATS ON A HILL", "two goats on a hill"),
        ("Zorvina Standing Next To A Tree", "Zorvina standing next to a tree"),
    ],
)
def test_titles_and_capitals_are_read_in_small_letters(text: str, read: str) -> None:
    assert plain(text) == read


@pytest.mark.parametrize("text", ["A goat on a hill.", "The New York skyline at night", "", "goat", "A TV on a table"])
def test_other_captions_are_read_as_they_are(text: str) -> None:
    assert plain(text) is text


def test_words_and_offsets_are_those_of_the_caption(parse: Parse) -> None:
    sentence = parse("White Horse Standing On A Brown Rock")
    assert [word.text for word in sentence.words] == sentence.text.split()
    assert sentence.words[1].pos == "NOUN"
    assert {sentence.text[target.start : target.end] for target in FAMILIES[Name.OBJECT].find(sentence)} == {"Horse", "Rock"}
