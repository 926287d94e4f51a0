import pytest
from sentences import Parse

from hardneg.grammar.difference import edits_between
from hardneg.paraphrase.meaning_check import objection


def objected(parse: Parse, kind: str, caption: str, text: str) -> str | None:
    return objection(parse(caption), kind, edits_between(caption, text), parse(text))


@pytest.mark.parametrize(
    ("kind", "caption", "text"),
    [
        ("joined", "Two dogs and a cat sit on a bed.", "A cat and two dogs sit on a bed."),
        ("converse", "A small dog next to a red car.", "A red car next to a small dog."),
        ("voice", "A man is riding an elephant.", "An elephant is being ridden by a man."),
        ("presence", "A dog sits on a couch.", "There is a dog sitting on a couch."),
        ("synonym", "A man next to a couch.", "A guy next to a couch."),
        ("less", "A small dog sits on a couch.", "A dog sits on a couch."),
        ("article", "A dog sits on a couch.", "A dog sits on the couch."),
    ],
)
def test_what_says_the_same_holds(parse: Parse, kind: str, caption: str, text: str) -> None:
    assert objected(parse, kind, caption, text) is None


@pytest.mark.parametrize(
    ("kind", "caption", "text", "about"),
    [
        ("joined", "Two dogs and a cat sit on a bed.", "Two cats and a dog sit on a bed.", "'two'"),  # the numbers are exchanged
        ("converse", "A small dog next to a red car.", "A small car next to a red dog.", "another head"),
        ("voice", "A man is riding an elephant.", "A man is being ridden by an elephant.", "agent and patient"),
        ("presence", "A dog sits on a couch.", "There is a cat sitting on a couch.", "'cat'"),
        ("synonym", "A dirt road by a house.", "A dirt street by a house.", "not always"),
        ("presence", "A woman wearing a hat bites into a cake.", "There is a woman wearing a hat bites into a cake.", "second verb"),
    ],
)
def test_what_says_something_else_does_not(parse: Parse, kind: str, caption: str, text: str, about: str) -> None:
    assert about in str(objected(parse, kind, caption, text))


def test_a_word_outside_the_edits_has_to_stay(parse: Parse) -> None:
    assert "'man'" in str(objection(parse("A man sits."), "synonym", [], parse("A dog sits.")))
