from types import ModuleType

import pytest
from sentences import Parse

from hardneg.discourse import chain_of
from hardneg.families import action, count, relation
from hardneg.families import object as object_family
from hardneg.families.other_mentions import editable, names


@pytest.mark.parametrize(
    ("caption", "family", "expected"),
    [
        ("A man holds a kite. He smiles.", object_family, [("man", True), ("kite", True)]),
        ("A train whistle on a train.", object_family, [("train", False)]),  # its name is half of another
        ("Two dogs run. Both dogs are brown.", object_family, [("dogs", True), ("dogs", False)]),  # the first mention only
        ("He is running down a street. His run is fast.", action, [("running", False)]),
        ("A man holds a dog. The man pets the dog.", relation, [("holds", False), ("pets", False)]),
        ("Two dogs run.", count, [("Two", True)]),
    ],
)
def test_a_target_is_editable_unless_another_mention_contradicts_it(
    parse: Parse, caption: str, family: ModuleType, expected: list[tuple[str, bool]]
) -> None:
    sentence = parse(caption)
    found = [(sentence.slice(each.first, each.last), editable(sentence, each)) for each in family.find(sentence)]
    assert found == expected


def test_all_nouns_of_a_name_are_listed_for_one_thing(parse: Parse) -> None:
    sentence = parse("Two dogs run. The dogs are brown.")
    chain = chain_of(sentence, sentence.words[1])
    assert chain is not None
    assert [sentence.words[i].text for i in names(sentence, chain)] == ["dogs", "dogs"]
