import pytest
from sentences import Parse, word

from hardneg.families.described import described, repeated_attributes


def test_predicates_describe_the_pronoun_that_they_are_about(parse: Parse) -> None:
    found = [(attribute.text, noun.text) for attribute, noun in described(parse("A red bus stands here. It is red and white."))]
    assert found == [("red", "bus"), ("red", "It"), ("white", "It")]


@pytest.mark.parametrize(
    ("caption", "attribute", "repeated"),
    [
        ("A red bus stands here. The red bus is empty.", "red", [7]),
        ("A red bus stands here. It is red and white.", "red", [8]),
        ("A red bus next to a red car.", "red", []),
        ("A brown dog with its brown coat.", "brown", None),  # the coat cannot follow
    ],
)
def test_an_attribute_is_repeated_of_the_same_thing_only(parse: Parse, caption: str, attribute: str, repeated: list[int] | None) -> None:
    sentence = parse(caption)
    found = repeated_attributes(sentence, word(sentence, attribute))
    assert (None if found is None else [each.i for each in found]) == repeated
