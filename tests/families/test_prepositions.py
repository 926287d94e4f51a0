import pytest
from sentences import Parse

from hardneg.families import relation
from hardneg.families.prepositions import preposition_of, prepositions


@pytest.mark.parametrize(
    ("caption", "text", "head", "object_"),
    [
        ("A dog in front of a house.", "in front of", "dog", "house"),
        ("A cat lies under the table.", "under", "lies", "table"),
        ("A cup to the left of a plate.", "to the left of", "cup", "plate"),
    ],
)
def test_the_longest_preposition_is_read_with_both_ends(parse: Parse, caption: str, text: str, head: str, object_: str) -> None:
    (found,) = prepositions(parse(caption))
    assert (found.text, found.head.text, found.object.text) == (text, head, object_)


def test_a_target_has_its_preposition_and_a_verb_has_none(parse: Parse) -> None:
    sentence = parse("A man wearing a hat sits on a bench.")
    found = [preposition_of(sentence, target) for target in relation.find(sentence)]
    assert [each.text if each is not None else None for each in found] == ["on", None]
