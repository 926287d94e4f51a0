import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name


def prepositions(parse: Parse, caption: str, own: str) -> set[str]:
    """Return what may replace a preposition."""
    sentence, family = parse(caption), FAMILIES[Name.RELATION]
    assert family.candidates is not None
    return {text for target in family.find(sentence) if target.lemma == own for text in family.candidates(sentence, target)}


@pytest.mark.parametrize(
    ("caption", "own"),
    [
        ("The reflection of a boy in a mirror.", "in"),
        ("Two women on skis near a hut.", "on"),
        ("A man is on a cell phone.", "on"),
        ("A clock on a pole.", "on"),
        ("A drawing of a cat on a notebook.", "on"),
        ("A girl sits on a scooter and rides it.", "on"),
        ("Horses pull a man on a cart.", "on"),
        ("A surfer rides a wave in the ocean.", "in"),
        ("Four surfers ride in the ocean.", "in"),
        ("A pan on the stove with beans.", "on"),
        ("A man with a paddle sits in a boat on a lake.", "in"),
        ("Plants in a window.", "in"),
        ("A man in the mirror about to shave.", "in"),
        ("A row of urinals on a wall.", "on"),
        ("A girl carries a board under her arm.", "under"),
        ("A child in the saddle on a horse.", "on"),
        ("A goat eats leaves off a branch.", "off"),
        ("Two women on a balcony cooking on the grill.", "on"),
        ("A woman sits on porch reading.", "on"),
    ],
)
def test_what_is_worn_ridden_mounted_drawn_or_reflected_stays_there(parse: Parse, caption: str, own: str) -> None:
    assert not prepositions(parse, caption, own)


@pytest.mark.parametrize(
    ("caption", "own", "wrong"),
    [
        ("A kitten stands on a table in front of a mirror.", "in front of", {"on", "on top of"}),
        ("A red bus on the street next to a car.", "next to", {"in", "inside", "on"}),
        ("A trolley on the street next to a building.", "next to", {"in", "inside"}),
        ("A motorcycle is parked next to a car.", "next to", {"on", "on top of", "under"}),
        ("A dog on some grass in front of a barn.", "in front of", {"in"}),
        ("A bin in the ground next to a trash can.", "next to", {"on", "on top of", "in"}),
        ("A man sits in front of a cake.", "in front of", {"on top of", "on"}),
        ("Broccoli sits next to bottles.", "next to", {"on", "on top of"}),
        ("A cone next to a traffic light.", "next to", {"on", "on top of"}),
        ("A girl stands next to a counter.", "next to", {"under"}),
        ("A woman sits on a train.", "on", {"under"}),
        ("A cow stands behind a fence.", "behind", {"under"}),
        ("A man falls onto the grass.", "onto", {"off", "off of"}),
        ("People stand under kites.", "under", {"next to"}),
        ("Two people ride above a mountain.", "above", {"next to"}),
        ("A bench under a tree.", "under", {"above"}),
        ("A tidy bedroom in a cabin.", "in", {"outside"}),
        ("A chef in a kitchen.", "in", {"outside"}),
        ("A woman brushes her teeth in front of a sink.", "in front of", {"behind"}),
        ("Three slices of bread on a paper plate.", "on", {"behind", "in front of", "under"}),
        ("A house across the street.", "across", {"down", "along"}),
        ("A girl stands under a traffic light.", "under", {"next to"}),
        ("A row of parked cars sitting next to parking meters.", "next to", {"on", "on top of", "in"}),
        ("An empty bench sitting in front of trees.", "in front of", {"in", "inside"}),
        ("Two women on top of horses.", "on top of", {"under", "beneath"}),
        ("A sign in front of cows.", "in front of", {"on", "on top of", "under"}),
        ("A woman with a hat next to a bicycle.", "next to", {"under"}),
        ("A walkway next to park benches.", "next to", {"on", "on top of", "under"}),
        ("A girl stands in front of a bus.", "in front of", {"under"}),
        ("A man stands by two motorcycles.", "by", {"on top of", "on"}),
        ("A laptop on a wooden floor.", "on", {"next to", "beside"}),
    ],
)
def test_a_thing_is_where_its_size_and_its_other_place_allow(parse: Parse, caption: str, own: str, wrong: set[str]) -> None:
    assert not prepositions(parse, caption, own) & wrong


@pytest.mark.parametrize(
    ("caption", "own", "expected"),
    [
        ("A boy stands in a living room next to a couch.", "next to", "on"),
        ("A cat sleeps on a chair.", "on", "under"),
        ("A man walks down a street.", "down", "across"),
        ("A bus travels across a road.", "across", "down"),
        ("People sit on a beach.", "on", "far from"),
        ("A bike is next to the van.", "next to", "in"),
        ("A child sits in front of a brick wall.", "in front of", "behind"),
        ("A fork on a plate.", "on", "beside"),
    ],
)
def test_other_places_are_offered(parse: Parse, caption: str, own: str, expected: str) -> None:
    assert expected in prepositions(parse, caption, own)
