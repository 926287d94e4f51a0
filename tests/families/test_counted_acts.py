from collections.abc import Callable

import pytest

from pipeline.families import FAMILIES
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import splice
from schemas.family import Family as Name

Parse = Callable[[str], Sentence]


def counts(sentence: Sentence) -> list[str]:
    family = FAMILIES[Name.COUNT]
    assert family.candidates is not None
    made = (family.realise(sentence, target, text) for target in family.find(sentence) for text in family.candidates(sentence, target))
    return [splice(sentence.text, edits) for edits in made if edits]


@pytest.mark.parametrize("caption", ["a person is playing a violin", "a woman is using a hair dryer", "a man is swinging a bat"])
def test_what_one_alone_handles_is_handled_by_one(parse: Parse, caption: str) -> None:
    assert not any("people" in text or "women" in text or "men" in text for text in counts(parse(caption)))


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("a black dog is chasing a ball", "two black dogs are chasing a ball"),
        ("a boy is throwing a ball", "two boys are throwing a ball"),
        ("a woman is holding a sign", "three women are holding a sign"),
        ("two boys are throwing a ball", "four boys are throwing a ball"),
    ],
)
def test_several_chase_or_bear_one_thing_and_more_do_what_two_do(parse: Parse, caption: str, expected: str) -> None:
    assert expected in counts(parse(caption))


def test_what_is_joined_by_and_and_what_holds_something_is_counted(parse: Parse) -> None:
    assert "a couch and three chairs in a room" in counts(parse("a couch and a chair in a room"))
    assert "two plates of food on a table" in counts(parse("a plate of food on a table"))
