import pytest
from sentences import Parse, word

from hardneg.families.quantities import bears_one, form, is_for_each, named_by, single


@pytest.mark.parametrize(
    ("caption", "found"),
    [
        ("Two dogs sit.", [("number", "Two", "Two")]),
        ("A pair of dogs.", [("phrase", "A pair of", "pair")]),
        ("Several cats.", [("vague", "Several", "Several")]),
        ("A dog in a field.", [("article", "A", "A")]),
        ("Dogs in a field.", [("plural", "Dogs", "Dogs")]),
        ("5 birds.", [("digit", "5", "5")]),
        ("A view of a city.", []),
        ("Three shirtless boys are playing in the water.", []),
    ],
)
def test_each_quantity_is_one_target_of_its_kind(parse: Parse, caption: str, found: list[tuple[str, str, str]]) -> None:
    sentence = parse(caption)
    targets = [(each.kind, sentence.slice(each.first, each.last), named_by(sentence, each).text) for each in single(sentence)]
    assert targets == found


def test_a_noun_changes_its_number(parse: Parse) -> None:
    dogs = word(parse("Two dogs sit."), "dogs")
    assert (form(dogs, many=False), form(dogs, many=True)) == ("dog", "dogs")


def test_a_place_with_somebody_in_it_bears_one(parse: Parse) -> None:
    sentence = parse("Two men lie in a bed.")
    assert bears_one(sentence, word(sentence, "bed"))
    assert not bears_one(sentence, word(sentence, "men"))


def test_a_thing_on_every_side_is_there_once_for_each(parse: Parse) -> None:
    sentence = parse("Clocks on every side of a tower.")
    assert is_for_each(sentence, word(sentence, "clocks"))
    sentence = parse("Clocks on a tower.")
    assert not is_for_each(sentence, word(sentence, "clocks"))
