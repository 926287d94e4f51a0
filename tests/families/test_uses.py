import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence


def offered(sentence: Sentence, name: Name) -> set[str]:
    family = FAMILIES[name]
    assert family.candidates is not None
    return {text for target in family.find(sentence) for text in family.candidates(sentence, target)}


@pytest.mark.parametrize(
    ("caption", "name", "never"),
    [
        ("A woman stands on the corner of a city street.", Name.OBJECT, {"sidewalk", "path", "highway"}),
        ("A girl takes a picture with a phone.", Name.OBJECT, {"keyboard", "television", "laptop"}),
        ("A pirate sleeps in a ship.", Name.OBJECT, {"sailboat"}),
        ("The sidewalk is made of stones.", Name.OBJECT, {"beach"}),
        ("A wolf runs out of a tunnel.", Name.OBJECT, {"bridge"}),
        ("A broom leans against the wall.", Name.OBJECT, {"floor", "ceiling"}),
        ("A photo of a crosswalk.", Name.OBJECT, {"sidewalk"}),
        ("Two boys are walking to each other in a park.", Name.ACTION, {"running", "talking", "singing"}),
        ("A woman talks and plays a guitar.", Name.ACTION, {"fights", "swims", "eats"}),
        ("A bird is sitting on a lake.", Name.ACTION, {"walking", "running"}),
        ("Neon lit shops in a street.", Name.ATTRIBUTE, {"dark", "unlit"}),
        ("A young woman and her mother sit on a couch.", Name.ATTRIBUTE, {"elderly", "old"}),
        ("The children are outside.", Name.ATTRIBUTE, {"indoor"}),
        ("Harbor Lane Limeade Yellow Cotton Tee Shirt", Name.ATTRIBUTE, {"Pink", "pink", "purple"}),
    ],
)
def test_what_the_rest_binds_gets_no_such_replacement(parse: Parse, caption: str, name: Name, never: set[str]) -> None:
    assert offered(parse(caption), name).isdisjoint(never)


@pytest.mark.parametrize(
    ("caption", "name", "kept"),
    [
        ("A woman stands on a city street.", Name.OBJECT, "sidewalk"),
        ("A young woman and her daughter sit on a couch.", Name.ATTRIBUTE, "elderly"),
        ("A woman in a yellow shirt.", Name.ATTRIBUTE, "pink"),
        ("Harbor Lane Casual Yellow Cotton Tee Shirt", Name.ATTRIBUTE, "pink"),
        ("A man stands and plays a guitar.", Name.ACTION, "sits"),
    ],
)
def test_what_nothing_binds_is_replaced(parse: Parse, caption: str, name: Name, kept: str) -> None:
    assert kept in offered(parse(caption), name)


def test_the_colour_before_the_customer_belongs_to_the_slogan(parse: Parse) -> None:
    sentence = parse("Do you like green Boys Yellow T-shirt")
    assert "green" not in {target.lemma for target in FAMILIES[Name.ATTRIBUTE].find(sentence)}
