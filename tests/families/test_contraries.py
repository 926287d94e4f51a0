import pytest
from families.every import negatives, offered
from sentences import Parse

from hardneg.families.contraries import found
from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("The lights are off in the room.", "The lights are on in the room."),
        ("A kitchen with the lights on.", "A kitchen with the lights off."),
        ("A television is turned on.", "A television is turned off."),
        ("A male voice talking and a dog barks", "A female voice talking and a dog barks"),
        ("An adult male speaks.", "An adult female speaks."),
        ("Female speaking", "Male speaking"),
        ("Male speaking", "Female speaking"),
    ],
)
def test_a_word_with_one_contrary_is_replaced_by_it(parse: Parse, caption: str, negative: str) -> None:
    assert negative in negatives(parse(caption), Name.ATTRIBUTE)


@pytest.mark.parametrize(
    "caption",
    [
        "A man with a jacket on.",
        "A cat is on the lamp.",
        "An umbrella lies behind a park bench that a small television is on.",
        "A male speaks about his wife.",
        "A female tennis player.",
    ],
)
def test_other_uses_of_these_words_have_no_contrary(parse: Parse, caption: str) -> None:
    assert not list(found(parse(caption)))


def test_what_is_on_or_off_is_replaced_by_nothing_that_is_neither(parse: Parse) -> None:
    assert not {"vases", "clocks"} & offered(parse("A kitchen with the lights on."), Name.OBJECT)
