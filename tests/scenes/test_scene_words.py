import random
from itertools import permutations

import pytest

from hardneg.scenes.caption_reading import read
from hardneg.scenes.graph import ATTRIBUTES
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.scene_words import ANY, CONTRARY, CONVERSE, MEANING, NOUNS, NUMBERS, RELATION_MEANING, RELATION_SAID, SAID, plural
from hardneg.scenes.space import holds

PAIRS = [pair for seed in range(300) for pair in permutations(sample(random.Random(seed)).things, 2)]


def test_every_value_of_the_world_can_be_said_and_is_understood_as_it_is_meant() -> None:
    assert {attribute: set(values) for attribute, values in SAID.items()} == {name: set(values) for name, values in ATTRIBUTES.items()}
    for attribute, values in SAID.items():
        for value, words in values.items():
            assert {MEANING[word] for word in words} == {(attribute, value)}


@pytest.mark.parametrize("noun", [*SAID["shape"], *ANY, "thing", "hexagon"])
def test_nouns_are_known_in_both_numbers(noun: str) -> None:
    shape = MEANING[noun][1] if noun in MEANING else None
    assert NOUNS[noun] == (shape, False)
    assert NOUNS[plural(noun)] == (shape, True)


def test_plurals() -> None:
    assert [plural(noun) for noun in ("circle", "cross", "box", "heart")] == ["circles", "crosses", "boxes", "hearts"]


@pytest.mark.parametrize("number", range(11))
def test_numbers_are_read_in_words_and_digits(number: int) -> None:
    noun = "circle" if number == 1 else "circles"
    for said in (NUMBERS[number], str(number)):
        claims = read(f"{said} red {noun}")
        assert claims is not None
        assert claims[0].nouns[0].number == number


@pytest.mark.parametrize("relation", RELATION_SAID)
def test_a_relation_is_understood_as_it_is_said_or_more_carefully(relation: str) -> None:
    careful = {"above": "over", "below": "under"}
    for words in RELATION_SAID[relation]:
        claims = read(f"a circle is {words} a star")
        assert claims is not None
        assert claims[0].relation == RELATION_MEANING[words]
        assert claims[0].relation in (relation, careful.get(relation))


def test_a_converse_holds_the_other_way_round() -> None:
    for relation, converse in CONVERSE.items():
        assert CONVERSE[converse] == relation or converse == relation
        assert [holds(relation, a, b) for a, b in PAIRS] == [holds(converse, b, a) for a, b in PAIRS]


@pytest.mark.parametrize("relation", [name for name in CONTRARY if name not in ("in_front", "behind")])
def test_a_contrary_is_another_relation_that_can_be_said_and_is_false_more_often_than_not(relation: str) -> None:
    true = [(a, b) for a, b in PAIRS if holds(relation, a, b)]
    assert len(true) > 10
    for contrary in set(CONTRARY[relation]):
        assert contrary in RELATION_SAID
        assert contrary != relation
        assert sum(holds(contrary, a, b) is False for a, b in true) > len(true) / 2, contrary
