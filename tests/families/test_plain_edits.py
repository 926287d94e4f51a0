"""Descriptions are edited in plain colours, shapes, numbers and actions only: those that nothing else in the caption depends on."""

import pytest
from sentences import Parse, word

from hardneg.families.plain_actions import plain_action, plain_verb
from hardneg.families.plain_colours import plain_alternative, plain_colour
from hardneg.families.plain_counts import plain_count, plain_number
from hardneg.families.plain_shapes import OPPOSITE, opposite, plain_shape

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


@pytest.mark.parametrize(
    ("caption", "colour", "expected"),
    [
        ("A shelf holds red and green mugs. A clock hangs above it. The wall is bare.", "red", True),
        ("A shelf holds black and white mugs. A clock hangs above it. The wall is bare.", "black", False),
        ("A shelf holds red and green mugs. A red towel hangs beside it. The wall is bare.", "red", False),
        ("The bag is red and green. A clock hangs above it. The wall is bare.", "red", True),
        ("Red shutters are on one house. White shutters are on the next. A boy waits.", "red", True),
        ("Red shutters are on one house. Old shutters are on the next. White shutters are on a barn.", "red", False),
        ("A small green cart stands here. A boy pulls the green cart. A green bird sings.", "green", True),
        ("The bridge has a white pylon. A boy waits. Clouds drift by.", "white", True),
        ("A green metal gate is shut. A boy waits. Clouds drift by.", "green", True),
        ("A green marble gate is shut. A boy waits. Clouds drift by.", "green", False),
        ("A green gate is shut. A boy in shades of green waits. Clouds drift by.", "green", True),
        ("A green gate is shut. The exterior is a deep green. Clouds drift by.", "green", False),
        ("A green gate is shut. A lamp with a green shade glows. Clouds drift by.", "green", True),
        ("A green gate is shut. A boy stands against a green background. Clouds drift by.", "green", True),
        ("A green sign is up. It has words on a green background. Clouds drift by.", "green", False),
        ("A green gate is near a post and it is green. A boy waits. Clouds drift by.", "green", False),
        ("A black bag lies here. A girl with black hair waits. Clouds drift by.", "black", True),
        ("A bench has red paint. The red bench is old. Clouds drift by.", "red", False),
        ("Green leaves cover the path. Green trees line it. A boy waits.", "green", False),
        ("A blue sky is above the hill. A boy waits. A goat eats.", "blue", True),
        ("A blue sky is above the hill. A boy waits in the sun. A goat eats.", "blue", False),
        ("A green lawn is in front of the barn. A boy waits. A goat eats.", "green", True),
        ("A lush garden has a green lawn. A boy waits. A goat eats.", "green", False),
        ("A sketch in ink shows a red kite. A boy waits. A goat eats.", "red", False),
    ],
)
def test_a_colour_is_plain_where_nothing_else_may_have_it(parse: Parse, caption: str, colour: str, expected: bool) -> None:
    sentence = parse(caption)
    assert plain_colour(sentence, word(sentence, colour)) is expected


def test_marks_of_an_animal_get_the_colours_of_coats(parse: Parse) -> None:
    horse = parse("A horse has black markings on its legs. A boy waits. Clouds drift by.")
    taken = [text for text in ("white", "yellow") if plain_alternative(horse, word(horse, "black"), word(horse, "markings"), text)]
    assert taken == ["white"]
    road = parse("A road has black markings. A boy waits. Clouds drift by.")
    assert plain_alternative(road, word(road, "black"), word(road, "markings"), "yellow")


@pytest.mark.parametrize(
    ("caption", "attribute", "other"),
    [
        ("A girl with short hair sits on a step. A dog sleeps. Clouds drift by.", "short", "long"),
        ("A girl with short hair in a ponytail sits on a step. A dog sleeps. Clouds drift by.", "short", None),
        ("A dog sleeps in tall grass. A girl waits. Clouds drift by.", "tall", "short"),
        ("A man with curly hair sits on a step. A dog sleeps. Clouds drift by.", "curly", "straight"),
        ("A dog sleeps on the wet pavement. A girl waits. Clouds drift by.", "wet", "dry"),
        ("A dog sleeps on the wet pavement. A girl waits. Rain falls.", "wet", None),
        ("A van has a rectangular panel. A girl waits. Clouds drift by.", "rectangular", "round"),
        ("A van stands on a shiny floor. A girl waits. Clouds drift by.", "shiny", "dull"),
        ("A van stands on a shiny floor. Its reflection is faint. Clouds drift by.", "shiny", None),
        ("A leafless tree stands on a hill. A girl waits. Clouds drift by.", "leafless", "leafy"),
        ("A leafless tree stands on a hill. A girl waits. Snow falls.", "leafless", None),
        ("A box with large letters lies here. A girl waits. Clouds drift by.", "large", "small"),
    ],
)
def test_a_size_shape_or_texture_has_an_opposite_that_suits_its_noun(parse: Parse, caption: str, attribute: str, other: str | None) -> None:
    sentence = parse(caption)
    found = word(sentence, attribute)
    noun = sentence.head(found)
    assert (opposite(noun, attribute) if plain_shape(sentence, found) else None) == other


@pytest.mark.parametrize(
    ("caption", "number", "expected"),
    [
        ("Three stools stand at a bar. The stools are wooden. A lamp glows.", "three", True),
        ("Three stools stand at a bar. The two stools are wooden. A lamp glows.", "three", False),
        ("Three stools stand on the left. A lamp glows. A cat sleeps.", "three", True),
        ("Three stools stand on the left and on the right. A lamp glows. A cat sleeps.", "three", False),
        ("Three stools stand at a bar. The stools are wooden. A lamp glows. The stools have one cushion each.", "three", False),
    ],
)
def test_a_number_is_plain_where_later_mentions_are_of_all_its_things(parse: Parse, caption: str, number: str, expected: bool) -> None:
    sentence = parse(caption)
    assert plain_count(sentence, word(sentence, number)) is expected


def test_an_action_that_another_one_shares_is_not_plain(parse: Parse) -> None:
    sentence = parse("A tall horse walks through the snow. The smaller one walks behind it. The trees are bare.")
    assert not plain_action(sentence, word(sentence, "walks"))
