import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.families.placeholders import placeholders


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("person stands on the red carpet", {"person"}),
        ("actor and person arrive at a party", {"actor", "person"}),
        ("fictional character on a horse with the shield", {"fictional", "character"}),
        ("a guitar that was played by rhythm and blues artist", {"rhythm", "and", "blues", "artist"}),
        ("a person waits while an actor reads the script", set()),
        ("a young person rides a horse", set()),
        ("two actors stand near the person", set()),
    ],
)
def test_bare_roles_stand_for_names(parse: Parse, caption: str, words: set[str]) -> None:
    sentence = parse(caption)
    assert {sentence.words[i].lower for i in placeholders(sentence)} == words


def test_no_family_edits_a_placeholder(parse: Parse) -> None:
    sentence = parse("person and actor pose with a dog at the beach")
    for family in (Name.OBJECT, Name.COUNT, Name.SWAP_OBJECT):
        for target in FAMILIES[family].find(sentence):
            assert not {"person", "actor"} & {word.lower for word in sentence.words[target.first : target.last]}
