import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence


def offered(sentence: Sentence, lemma: str) -> set[str] | None:
    family = FAMILIES[Name.RELATION]
    assert family.candidates is not None
    found = [target for target in family.find(sentence) if target.lemma == lemma]
    return set(family.candidates(sentence, found[0])) if found else None


@pytest.mark.parametrize(
    "caption",
    [
        "An actress appears in a television series.",
        "A singer dances on the stage.",
        "The characters in a film.",
        "A host talks on a radio.",
    ],
)
def test_a_medium_or_a_stage_is_no_place(parse: Parse, caption: str) -> None:
    assert not offered(parse(caption), "in")
    assert not offered(parse(caption), "on")


def test_a_cat_sits_on_a_television(parse: Parse) -> None:
    assert offered(parse("A cat sits on a television."), "on")


@pytest.mark.parametrize(
    ("caption", "own"), [("A cafe on a street.", "on"), ("A hotel beside a lake.", "beside"), ("A bench on the coast.", "on")]
)
def test_what_is_on_a_street_or_a_shore_may_be_beside_it(parse: Parse, caption: str, own: str) -> None:
    assert not (offered(parse(caption), own) or set()) & ({"next to", "beside", "near"} if own == "on" else {"on", "in"})


@pytest.mark.parametrize("ground", ["field", "city", "sea", "hill", "mountain", "street", "beach", "grass"])
def test_nothing_is_under_or_behind_open_ground(parse: Parse, ground: str) -> None:
    for preposition in ("in", "on", "above"):
        found = offered(parse(f"A goat stands {preposition} the {ground}."), preposition) or set()
        assert not found & {"under", "below", "beneath", "behind"}


def test_only_climbers_and_birds_are_in_a_tree(parse: Parse) -> None:
    assert not (offered(parse("A cow stands under a tree."), "under") or set()) & {"in", "on", "on top of"}
    assert "in" in (offered(parse("A monkey sits under a tree."), "under") or set())


def test_nobody_stands_on_an_umbrella(parse: Parse) -> None:
    assert not (offered(parse("A girl sits under an umbrella."), "under") or set()) & {"on", "on top of"}


def test_no_barn_is_on_a_road(parse: Parse) -> None:
    assert not (offered(parse("A barn near a road."), "near") or set()) & {"on", "in", "under"}


@pytest.mark.parametrize(
    ("caption", "own", "never"),
    [
        ("A dog runs down a road.", "down", {"up", "along"}),
        ("Three goats rest under a tree.", "under", {"next to", "beside", "near", "in front of"}),
        ("Two dogs fight in front of a tree.", "in front of", {"under"}),
        ("A train runs through a forest.", "through", {"past"}),
    ],
)
def test_what_may_be_said_of_one_scene_both_ways_is_not_offered(parse: Parse, caption: str, own: str, never: set[str]) -> None:
    assert not (offered(parse(caption), own) or set()) & never


@pytest.mark.parametrize(
    ("caption", "preposition", "never"),
    [
        ("Shops along a lane in an African country.", "in", {"under", "outside", "behind"}),
        ("A woman rides a wave on a surfboard.", "on", {"under", "next to", "beside", "behind", "in front of"}),
        ("A tub and a toilet in a small bathroom.", "in", {"outside", "next to", "behind", "under"}),
        ("Four men are sitting under umbrellas.", "under", {"in front of", "on", "on top of"}),
        ("A girl lies on the grass.", "on", {"next to", "beside", "under"}),
        ("A diver under the water.", "under", {"in"}),
        ("A table with four chairs next to a counter.", "next to", {"on top of", "on"}),
        ("A dog jumps at another dog.", "at", {"far from", "under"}),
        ("A woman stands next to a brick wall.", "next to", {"on", "on top of"}),
    ],
)
def test_a_relation_leaves_room_for_both(parse: Parse, caption: str, preposition: str, never: set[str]) -> None:
    assert not (offered(parse(caption), preposition) or set()) & never


@pytest.mark.parametrize(
    ("caption", "own"),
    [("A cat standing in front of a glass door.", "in front of"), ("A cup sitting next to an open laptop.", "next to")],
)
def test_nobody_stands_on_a_glass_door_and_no_cup_on_a_laptop(parse: Parse, caption: str, own: str) -> None:
    assert not (offered(parse(caption), own) or set()) & {"on", "on top of"}


@pytest.mark.parametrize(("caption", "own"), [("A couch in front of a large window.", "in front of"), ("A bench under a window.", "under")])
def test_what_stands_before_a_window_may_be_under_it(parse: Parse, caption: str, own: str) -> None:
    assert not (offered(parse(caption), own) or set()) & ({"under", "beneath"} if own == "in front of" else {"in front of", "next to"})


def test_nothing_before_a_window_is_behind_it(parse: Parse) -> None:
    assert "behind" in (offered(parse("A couch in front of a large window."), "in front of") or set())
