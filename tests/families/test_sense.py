import pytest
from sentences import Parse

from hardneg.families import attribute, relation
from hardneg.families import object as object_family
from hardneg.grammar.sentence import Sentence


def offered(sentence: Sentence, text: str) -> set[str] | None:
    """Return the candidates of `text`; None where it is not edited."""
    for target in object_family.find(sentence):
        if sentence.text[target.start : target.end] == text:
            return set(object_family.candidates(sentence, target))
    return None


@pytest.mark.parametrize(
    ("caption", "noun", "some", "never"),
    [
        ("Two pigs in a pen.", "pen", {"barn", "field"}, {"pencil", "book"}),
        ("A girl writes with a pen.", "pen", {"paintbrush", "phone"}, {"barn"}),
        ("A pitcher of lemonade on a counter.", "pitcher", {"bottle", "bowl"}, {"batter", "umpire"}),
        ("The pitcher throws the ball.", "pitcher", {"batter", "catcher"}, {"bottle"}),
        ("A painting hangs above a sofa.", "painting", {"clock", "mirror"}, set()),
        ("A mouse beside a keyboard.", "mouse", {"phone", "camera"}, {"lion"}),
        ("A pen lies on a spiral notebook.", "notebook", {"newspaper", "magazine"}, {"printer", "television"}),
        ("Fried fish on a plate with rice.", "fish", {"sausages", "lobsters", "sausage", "lobster"}, {"shark"}),
    ],
)
def test_what_stands_beside_a_word_says_in_which_sense_it_is_meant(
    parse: Parse, caption: str, noun: str, some: set[str], never: set[str]
) -> None:
    found = offered(parse(caption), noun)
    assert found is not None
    assert found & some
    assert not found & never


def test_what_a_painting_shows_is_on_no_lamp_or_clock(parse: Parse) -> None:
    assert not offered(parse("A painting of an old sailor."), "painting")


@pytest.mark.parametrize(
    ("caption", "noun"),
    [
        ("Sunlight and light on the floor.", "light"),
        ("Light falls through a curtain.", "Light"),
        ("A rope with a bow.", "bow"),
        ("A crane stands in the city.", "crane"),
        ("The goal of the trip.", "goal"),
        ("A bar of soap.", "bar"),
        ("A key on a map.", "key"),
        ("Two girls shake hands.", "hands"),
    ],
)
def test_a_word_whose_sense_is_unclear_is_not_edited(parse: Parse, caption: str, noun: str) -> None:
    assert offered(parse(caption), noun) is None


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A full moon above a lake.", {"full", "moon"}),
        ("A left turn sign near a church.", {"left", "turn", "turn sign"}),
        ("How to fold a swan step by step.", {"step", "by"}),
        ("A batter runs to home plate.", {"plate", "home"}),
        ("Celebrities walk the red carpet.", {"red", "carpet"}),
        ("Children walk hand in hand.", {"hand", "in"}),
        ("A black box of a steering wheel.", {"steering", "wheel"}),
    ],
)
def test_a_set_phrase_is_not_edited_in_part(parse: Parse, caption: str, words: set[str]) -> None:
    sentence = parse(caption)
    for family in (object_family, attribute, relation):
        for target in family.find(sentence):
            if family.candidates(sentence, target):
                assert sentence.text[target.start : target.end] not in words


def test_a_compound_that_is_a_sort_of_its_head_is_replaced_whole(parse: Parse) -> None:
    sentence = parse("A cat sleeps under a picnic table.")
    assert "picnic table" in {sentence.text[target.start : target.end] for target in object_family.find(sentence)}


def test_a_free_adjective_before_a_noun_may_be_edited(parse: Parse) -> None:
    sentence = parse("A young man rides a white horse.")
    assert {"young", "white"} == {target.lemma for target in attribute.find(sentence)}


def test_a_brand_before_a_garment_stays(parse: Parse) -> None:
    sentence = parse("Nordvik Men Navy Socks")
    assert {sentence.text[target.start : target.end] for target in object_family.find(sentence)} <= {"Socks", "Navy Socks"}


def test_the_material_is_said_once(parse: Parse) -> None:
    sentence = parse("A wooden bench made of oak wood.")
    assert "wooden" not in {target.lemma for target in attribute.find(sentence)}


@pytest.mark.parametrize(
    ("caption", "kind"),
    [("A flag on a pole.", "street_furniture"), ("A skier with a pole.", "sport_gear"), ("A man holds a pole.", "sport_gear")],
)
def test_a_pole_is_gear_for_sports_beside_a_skier_and_in_a_hand(parse: Parse, caption: str, kind: str) -> None:
    sentence = parse(caption)
    assert {target.kind for target in object_family.find(sentence) if target.lemma == "pole"} == {kind}


@pytest.mark.parametrize("caption", ["The seat has a zebra print.", "A boy with his foot on the seat of a toilet."])
def test_the_seat_of_a_thing_is_no_piece_of_furniture(parse: Parse, caption: str) -> None:
    assert offered(parse(caption), "seat") is None


def test_a_word_for_a_shade_that_is_a_noun_belongs_to_its_compound(parse: Parse) -> None:
    caption = "A boy waits next to a blue light sign."
    found = [caption[target.start : target.end] for target in object_family.find(parse(caption))]
    assert "sign" not in found
