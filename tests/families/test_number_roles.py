import pytest
from sentences import Parse

from hardneg.families.amounts import pairs
from hardneg.families.number_roles import suits_one, suits_several


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("Two dogs chase a cat.", (True, True)),
        ("A man holds two cups.", (True, True)),
        ("Three people sit on a bench.", (True, False)),  # nobody sits on three benches
    ],
)
def test_number_suits_act_and_place(parse: Parse, caption: str, expected: tuple[bool, bool]) -> None:
    sentence = parse(caption)
    ((one, two),) = pairs(sentence)
    asked = ((one, two), (two, one))
    assert tuple((suits_one if each.several else suits_several)(sentence, each, other) for each, other in asked) == expected


def test_nobody_dressed_as_one_pirate_is_several(parse: Parse) -> None:
    sentence = parse("A boy dressed as a pirate next to two girls.")
    boy, girls = next((one, two) for one, two in pairs(sentence) if one.noun.text == "boy")
    assert not suits_several(sentence, boy, girls)
