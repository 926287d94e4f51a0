import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.lexical.synonyms import changes


@pytest.mark.parametrize(
    ("caption", "put"),
    [
        ("A goat stays out of sight behind a barn.", "from sight"),
        ("A barn painted as though it were new.", "while though"),
        ("A baker holding hands with a girl.", "with hands"),
        ("A girl holding open a door.", "with open"),
        ("A pair of black sunglasses on a shelf.", "couple"),
        ("A woman wearing glasses near a barn.", "dressed in"),
        ("A hound wearing a coat.", "dressed in"),
        ("A ruin within this natural setting.", "inside"),
        ("A girl crossing her legs on a bench.", "going across"),
        ("A poster on the side of a van.", "next to"),
        ("A goat in the middle of eating hay.", "center"),
        ("A girl with one hand in the air.", "midair"),
        ("A group of goats is pulling a cart.", "Several goats"),
        ("A bunch of smoke above a barn.", "group"),
        ("A girl knocks a bunch of times.", "group"),
        ("A pair of silver chopsticks lies on a mat.", "couple"),
        ("A window on the side of a house.", "next to"),
        ("A boy wears a pair of glases.", "couple"),
    ],
)
def test_a_set_phrase_in_another_sense_stays(parse: Parse, caption: str, put: str) -> None:
    assert not any(put in str(text) for text in texts(parse(caption), changes))


@pytest.mark.parametrize(
    ("caption", "made"),
    [
        ("A goat is coming out of a barn.", "A goat is coming from a barn."),
        ("A girl waves as a train passes.", "A girl waves while a train passes."),
        ("A girl holding a lamb.", "A girl with a lamb."),
        ("A pair of goats on a hill.", "A couple of goats on a hill."),
        ("A woman wearing a coat.", "A woman dressed in a coat."),
        ("A goat crossing a road.", "A goat going across a road."),
        ("A poster on the side of the road.", "A poster next to the road."),
        ("A truck on the side of a house.", "A truck next to a house."),
        ("A goat in the middle of a field.", "A goat in the center of a field."),
        ("A girl jumping in the air.", "A girl jumping in midair."),
        ("A group of goats are pulling a cart.", "Several goats are pulling a cart."),
    ],
)
def test_a_set_phrase_in_the_sense_of_the_table_is_exchanged(parse: Parse, caption: str, made: str) -> None:
    assert made in texts(parse(caption), changes)
