import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence

PEOPLE = {"man", "woman", "boy", "girl", "person"}


def offered(sentence: Sentence, noun: str) -> set[str]:
    made = FAMILIES[Name.OBJECT]
    assert made.candidates is not None
    found = [target for target in made.find(sentence) if sentence.text[target.start : target.end] == noun]
    return {text for target in found for text in made.candidates(sentence, target)}


@pytest.mark.parametrize(
    ("caption", "noun"),
    [
        ("A dog runs along a beach.", "dog"),
        ("A cat is sleeping on a couch.", "cat"),
        ("A dog sits next to a bicycle.", "dog"),
    ],
)
def test_somebody_may_do_what_a_pet_does(parse: Parse, caption: str, noun: str) -> None:
    assert {"man", "woman"} <= offered(parse(caption), noun)


@pytest.mark.parametrize(
    ("caption", "noun"),
    [
        ("A fluffy dog runs along a beach.", "dog"),
        ("A woman walks with her dog in a park.", "dog"),
        ("A cat sleeps in a sink.", "cat"),
        ("A cat lies on a keyboard.", "cat"),
        ("A dog on a leash walks down a street.", "dog"),
        ("A dog licks a plate.", "dog"),
        ("A cat sits beside its toy on a floor.", "cat"),
    ],
)
def test_nobody_is_furry_owned_or_small_enough_for_a_sink(parse: Parse, caption: str, noun: str) -> None:
    found = offered(parse(caption), noun)
    assert found
    assert not found & PEOPLE


@pytest.mark.parametrize(
    "caption", ["A middle aged man sits on a wall.", "A handsome man sleeps.", "A bearded man sits on a bench.", "A naked man sleeps."]
)
def test_no_animal_is_middle_aged_or_handsome(parse: Parse, caption: str) -> None:
    assert not {"dog", "cat"} & offered(parse(caption), "man")
    assert {"dog", "cat"} <= offered(parse("A man sleeps."), "man")


def test_men_women_boys_and_girls_stand_for_each_other(parse: Parse) -> None:
    assert {"woman", "girl"} <= offered(parse("A man looks at a map."), "man")
    assert {"man", "boy", "child"} <= offered(parse("A woman looks at a map."), "woman")
    assert not {"men", "women"} & offered(parse("Two teenagers look at a map."), "teenagers")  # who may be called so
