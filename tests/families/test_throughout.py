import pytest
from sentences import Parse, word

from hardneg.families import FAMILIES, Name
from hardneg.families.throughout import only_placed, placed_again
from hardneg.grammar.splice import splice


@pytest.mark.parametrize(
    ("caption", "noun", "expected"),
    [
        ("There is a clock on the wall. The clock is above the door. A boy reads.", "clock", True),
        ("There is a clock on the wall. The clock is old. A boy reads.", "clock", False),
        ("There is a clock on the wall. The clock has two hands. A boy reads.", "clock", False),
        ("There is a clock on the wall. Its hands are thin. A boy reads.", "clock", False),
        ("There is a clock on the wall. The door of the clock is open. A boy reads.", "clock", False),
        ("A dog stands in the yard. Its tail is short. The dog looks at the camera. A boy reads.", "dog", True),
        ("A dog stands in the yard. Its leash is red. A boy reads.", "dog", False),
        ("A dog stands in the yard. The other dog is under a tree. A boy reads.", "dog", False),
    ],
)
def test_a_thing_is_replaced_throughout_where_the_caption_only_places_it(parse: Parse, caption: str, noun: str, expected: bool) -> None:
    sentence = parse(caption)
    assert placed_again(sentence, word(sentence, noun)) is expected


def test_a_verb_of_place_with_a_complement_says_more(parse: Parse) -> None:
    sentence = parse("A lamp stands near a bed. A kettle is hot.")
    assert only_placed(sentence, word(sentence, "stands"))
    assert not only_placed(sentence, word(sentence, "is"))


def test_all_mentions_of_the_thing_are_replaced(parse: Parse) -> None:
    sentence = parse("A van is parked in front of a house. The van is next to a tree. A boy reads a long letter.")
    family = FAMILIES[Name.OBJECT]
    target = next(each for each in family.find(sentence) if each.lemma == "van")
    assert "bus" in family.candidates(sentence, target)
    edits = family.realise(sentence, target, "bus")
    assert edits is not None
    changed = splice(sentence.text, edits)
    assert changed == "A bus is parked in front of a house. The bus is next to a tree. A boy reads a long letter."


def test_a_clause_that_places_a_thing_does_not_keep_it(parse: Parse) -> None:
    placed = parse("A boy reads a long letter. There is a clock hanging on the wall. Rain falls.")
    described = parse("A boy reads a long letter. There is a clock showing the time. Rain falls.")
    found = [[each.lemma for each in FAMILIES[Name.OBJECT].find(each)] for each in (placed, described)]
    assert "clock" in found[0]
    assert "clock" not in found[1]
