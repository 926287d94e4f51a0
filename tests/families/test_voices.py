import pytest
from sentences import Parse

from hardneg.families import object as object_family
from hardneg.families.voices import sounding


@pytest.mark.parametrize(
    ("caption", "nouns"),
    [
        ("A dog barks and a man speaks", ["dog"]),
        ("A clock ticking on a wall", ["clock"]),
        ("Hens cluck while a girl sings", ["Hens"]),
        ("A man sings near a car", []),
    ],
)
def test_what_makes_a_sound_of_its_own_is_known_by_it(parse: Parse, caption: str, nouns: list[str]) -> None:
    sentence = parse(caption)
    assert [sentence.words[i].text for i in sorted(sentence.once(sounding))] == nouns


def test_no_cat_barks(parse: Parse) -> None:
    assert [target.lemma for target in object_family.find(parse("A dog barks while a man sings"))] == ["man"]
