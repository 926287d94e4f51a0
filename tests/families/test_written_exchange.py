import pytest
from sentences import Parse, word

from hardneg.families import Name
from hardneg.families.written_exchange import admitted

OBJECT, ORDER = Name.SWAP_OBJECT, Name.WORD_ORDER


@pytest.mark.parametrize(
    ("caption", "family", "one", "two"),
    [
        ("A cat rests on a sofa next to the remote in front of a laptop in a living area.", OBJECT, "remote", "laptop"),
        ("A car and a bus behind a fence.", OBJECT, "bus", "fence"),
        ("A woman speaks then a man speaks.", ORDER, "woman", "man"),
        ("A dog rests on a bed in a bedroom where one person is also sitting.", ORDER, "dog", "person"),
    ],
)
def test_things_that_are_likely_in_either_order_may_change_places(parse: Parse, caption: str, family: Name, one: str, two: str) -> None:
    sentence = parse(caption)
    assert admitted(sentence, family, word(sentence, one), word(sentence, two))


@pytest.mark.parametrize(
    ("caption", "family", "one", "two"),
    [
        ("A woman holds a tennis racquet.", ORDER, "woman", "racquet"),  # an act of one only
        ("A boy rides a horse.", ORDER, "boy", "horse"),
        ("A boy sits on a bench.", OBJECT, "boy", "bench"),  # a place of one only
        ("A carriage and a horse in front of a building.", OBJECT, "horse", "building"),
        ("A cup of coffee behind a plate.", OBJECT, "cup", "plate"),  # contents that would stay
        ("A group of people in front of a house.", OBJECT, "group", "house"),
        ("A brown horse follows a person.", OBJECT, "horse", "person"),  # an attribute that suits one only
        ("A fried egg behind a tomato.", OBJECT, "egg", "tomato"),
        ("A woman stands behind her son.", OBJECT, "woman", "son"),  # a possessive
        ("A man secures a saddle on a horse that a girl is sitting on.", ORDER, "horse", "girl"),  # a clause that would stay
        ("A man in a tie watches while a woman sleeps.", ORDER, "man", "woman"),  # a thing that suits one only
        ("A woman speaks then a man speaks then a second woman laughs.", ORDER, "woman", "man"),  # a further mention
        ("A dog rests while a puppy sleeps.", ORDER, "dog", "puppy"),  # a hyponym
        ("A woman speaks. A man speaks.", ORDER, "woman", "man"),  # another sentence
    ],
)
def test_what_the_rules_refuse_is_refused_here_as_well(parse: Parse, caption: str, family: Name, one: str, two: str) -> None:
    sentence = parse(caption)
    assert not admitted(sentence, family, word(sentence, one), word(sentence, two))
