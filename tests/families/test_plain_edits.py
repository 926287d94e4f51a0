"""Descriptions are edited in plain colours, shapes, numbers and actions only: those that nothing else in the caption depends on."""

import pytest
from sentences import Parse, word

from hardneg.families.plain_actions import plain_action, plain_verb
from hardneg.families.plain_colours import plain_colour
from hardneg.families.plain_counts import plain_count, plain_number
from hardneg.families.plain_shapes import OPPOSITE, plain_shape

STREET = "A red car is parked on the street. Three dogs run beside it. A small box lies on the ground. A woman sits on a bench."


def test_a_colour_that_the_caption_gives_once_is_plain(parse: Parse) -> None:
    sentence = parse(STREET)
    assert plain_colour(sentence, word(sentence, "red"))
    assert not plain_colour(sentence, word(sentence, "small"))


def test_a_colour_with_an_adjective_that_suits_it_alone_is_not_plain(parse: Parse) -> None:
    sentence = parse("A red car is parked here. Lush green leaves hang above it. A man runs.")
    assert not plain_colour(sentence, word(sentence, "green"))


def test_a_size_has_one_opposite(parse: Parse) -> None:
    sentence = parse(STREET)
    assert plain_shape(sentence, word(sentence, "small"))
    assert not plain_shape(sentence, word(sentence, "red"))
    assert (OPPOSITE["small"], OPPOSITE["large"], OPPOSITE["tall"]) == ("large", "small", "short")


def test_a_number_is_plain_unless_its_things_are_distinguished(parse: Parse) -> None:
    sentence = parse(STREET)
    assert plain_count(sentence, word(sentence, "three"))
    sentence = parse("There are two players on the field here today. The man in red runs. A wall is white.")
    assert not plain_count(sentence, word(sentence, "two"))


@pytest.mark.parametrize(("text", "expected"), [("two", True), ("seven", True), ("one", False), ("several", False)])
def test_the_replacement_of_a_number_is_a_number_of_several(text: str, expected: bool) -> None:
    assert plain_number(text) is expected


def test_an_action_is_plain_where_the_rest_stays_true(parse: Parse) -> None:
    sentence = parse(STREET)
    assert plain_action(sentence, word(sentence, "run"))
    assert not plain_action(sentence, word(sentence, "parked"))
    assert plain_verb(word(sentence, "sits"), "stand")
    assert not plain_verb(word(sentence, "sits"), "eat")
