from collections.abc import Callable

import pytest

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.parse.stage import find_targets
from hardneg.parse.tags import TagParser
from hardneg.schemas.family import Family

Made = Callable[[str, str], list[str]]


@pytest.fixture
def made(tag_parser: TagParser) -> Made:
    def negatives(text: str, family: str) -> list[str]:
        (sentence,) = tag_parser.parse([text])
        return list(_negatives(sentence, Name(family)))

    return negatives


def _negatives(sentence: Sentence, name: Name) -> list[str]:
    family = FAMILIES[name]
    found = []
    for target in family.find(sentence):
        for text in family.candidates(sentence, target) if family.candidates else [""]:
            edits = family.realise(sentence, target, text)
            found += [splice(sentence.text, edits)] if edits else []
    return found


@pytest.mark.parametrize(
    ("family", "text", "negative"),
    [
        ("attribute", "dog, red couch", "dog, blue couch"),
        ("object", "dog, red couch", "cat, red couch"),
        ("object", "two dogs, couch", "two cats, couch"),
        ("object", "dog, animal, brown couch", "cat, animal, brown couch"),
        ("action", "cat, sleeping, sofa", "cat, running, sofa"),
        ("action", "birds flying, tree", "birds swimming, tree"),
        ("relation", "dog on couch, cat under table", "dog under couch, cat under table"),
        ("count", "two dogs, red couch", "three dogs, red couch"),
        ("count", "lake, boats", "lake, one boat"),
        ("swap_attribute", "red couch, black dog", "black couch, red dog"),
        ("swap_object", "black car, white truck", "black truck, white car"),
        ("swap_object", "two cats, dog", "two dogs, cat"),
        ("word_order", "dog chasing cat, garden", "cat chasing dog, garden"),
    ],
)
def test_families_edit_inside_a_tag_and_exchange_between_tags(made: Made, family: str, text: str, negative: str) -> None:
    assert negative in made(text, family)


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("swap_object", "dog, cat"),
        ("swap_object", "black cat, dog"),
        ("swap_object", "dogs, cat"),
        ("swap_object", "dog and cat, two dogs"),
        ("object", "mercury (animal)"),
        ("swap_attribute", "red chair, wooden table"),
        ("swap_attribute", "blue eyes, white shirt"),
        ("object", "long hair, blue eyes"),
        ("action", "cutting board, parked cars"),
        ("relation", "couple, holding hands"),
        ("count", "dog, couch"),
        ("word_order", "dog, chasing, cat"),
    ],
)
def test_what_would_still_be_true_or_say_nothing_is_let_alone(made: Made, family: str, text: str) -> None:
    assert made(text, family) == []


def test_what_the_list_has_is_not_put_in_again(made: Made) -> None:
    assert not {"cat, cat", "kitten, cat", "animal, cat"} & set(made("dog, cat", "object"))
    assert not any(text.startswith("black couch") for text in made("red couch, black dog", "attribute"))


def test_what_any_picture_has_is_not_put_in(made: Made) -> None:
    assert not {"boats, sky", "boats, sun"} & set(made("boats, sunset", "object"))


def test_who_plays_the_guitar_stays_a_person(made: Made) -> None:
    assert not any("dog" in text or "horse" in text for text in made("man, playing guitar", "object"))


def test_families_of_sentences_find_nothing_in_tags(tag_parser: TagParser) -> None:
    (sentence,) = tag_parser.parse(["man without hat, dog on couch before eating, no people"])
    assert not {target.family for target in find_targets(sentence)} & {name.value for name in Family if not name.traits.in_tags}
