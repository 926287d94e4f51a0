from collections.abc import Callable

import pytest

from pipeline.families import FAMILIES, Name
from pipeline.grammar.sentence import Sentence

Parse = Callable[[str], Sentence]


def edited(sentence: Sentence, family: Name) -> list[str]:
    """The lemmas of the family's targets."""
    return [target.lemma for target in FAMILIES[family].find(sentence)]


@pytest.mark.parametrize(
    ("caption", "place"),
    [
        ("A tent stands in a forest. Tall trees rise around it. A man sits on a log.", "forest"),
        ("A dog runs on a beach. Its paws leave marks in the sand. A ball lies nearby.", "beach"),
        ("A woman stands in a kitchen. A pot is on the stove. She wears a red apron.", "kitchen"),
        ("A man walks down a street. Two cars are parked nearby. He carries an umbrella.", "street"),
    ],
)
def test_a_place_whose_things_are_named_later_stays(parse: Parse, caption: str, place: str) -> None:
    assert place not in edited(parse(caption), Name.OBJECT)


def test_a_place_is_edited_where_nothing_of_it_is_named(parse: Parse) -> None:
    caption = "A dog runs on a beach. A ball lies nearby. A boy holds a kite."
    assert "beach" in edited(parse(caption), Name.OBJECT)


def test_a_place_of_one_sentence_is_edited(parse: Parse) -> None:
    assert "beach" in edited(parse("A dog runs on a beach beside the ocean."), Name.OBJECT)


def test_a_compound_that_is_named_by_its_first_word_keeps_its_number(parse: Parse) -> None:
    caption = "Two goal nets stand on the lawn. A boy kicks a ball towards the goal."
    assert not any(target.start == 0 for target in FAMILIES[Name.COUNT].find(parse(caption)))
