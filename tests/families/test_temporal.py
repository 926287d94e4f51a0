from collections.abc import Callable

import pytest
from families.every import edited

from pipeline.families import temporal
from pipeline.grammar.sentence import Sentence

Parse = Callable[[str], Sentence]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man drinks coffee before eating breakfast.", "A man drinks coffee after eating breakfast."),
        ("After the game, the players leave the field.", "Before the game, the players leave the field."),
        ("A dog barks followed by a man speaking.", "A dog barks preceded by a man speaking."),
        ("A man opens a door and then walks into a house.", "A man walks into a house and then opens a door."),
    ],
)
def test_the_order_of_two_events_turns(parse: Parse, caption: str, negative: str) -> None:
    assert edited(temporal, parse(caption)) == [negative]


@pytest.mark.parametrize(
    "caption",
    ["A man stands before a crowd.", "Children run after a ball.", "A bar before or after hours.", "A man eats it and then drinks it."],
)
def test_places_and_what_points_back_stay(parse: Parse, caption: str) -> None:
    assert edited(temporal, parse(caption)) == []
