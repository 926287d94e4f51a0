import pytest
from sentences import Parse

from hardneg.families import FAMILIES
from hardneg.families.titles import describes, title_words
from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    ("caption", "edited"),
    [
        ("Zorvina Women Green Leather Handbag", {"Green", "Leather", "Handbag"}),
        ("River Stone Men's Blue Striped Shirt", {"Blue", "Striped", "Shirt"}),
        ("Wild Rose Women Purple Socks", {"Purple", "Socks"}),
        ("Kavelli Black Boots 42", {"Black", "Boots"}),
        ("Tigrex Men Pack of 3 White Socks", {"White", "Socks"}),
        ("Tigrex Men Red T-shirt", {"Red"}),
        ("Zorvina Unisex Brown Backpack ZV-2201", {"Brown", "Backpack"}),
        ("Tigrex Women Ribbed Purple Top", {"Purple"}),
        ("Tigrex Men Navy Blue Briefs", {"Navy Blue"}),
        ("Tigrex Women Black Belt", {"Black"}),
        ("Girls Pink Cotton Shirt", {"Pink", "Cotton", "Shirt"}),
        ("Boys Orange Striped Shirt", {"Orange", "Striped", "Shirt"}),
        ("Tigrex Men Hiker Light Grey Jacket", {"Grey", "Jacket"}),
    ],
)
def test_of_a_products_title_what_is_seen_is_edited(parse: Parse, caption: str, edited: set[str]) -> None:
    sentence = parse(caption)
    assert {caption[target.start : target.end] for family in FAMILIES.values() for target in family.find(sentence)} == edited


@pytest.mark.parametrize("caption", ["Zorvina Men Perfume", "Zorvina Unisex Sunglasses", "Tigrex Men Tripack Socks"])
def test_a_product_may_be_named_only(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert title_words(sentence) is not None
    assert not describes(sentence)


@pytest.mark.parametrize(
    "caption",
    ["Two Women In Black Dresses On A Beach", "Brown Dog Sleeping On A Sofa", "Three Kids Playing In The Snow", "a woman in a red coat"],
)
def test_a_description_in_capitals_is_no_products_title(parse: Parse, caption: str) -> None:
    assert title_words(parse(caption)) is None


def test_the_name_of_a_colour_between_commas_stays(parse: Parse) -> None:
    caption = "Women's Silk Scarf with Fringe, Peacock, Size L"
    spans = {caption[target.start : target.end] for family in FAMILIES.values() for target in family.find(parse(caption))}
    assert "Peacock" not in spans
    assert "Silk" in spans


def test_a_bag_for_sale_becomes_no_umbrella(parse: Parse) -> None:
    family = FAMILIES[Name.OBJECT]
    sentence = parse("Zorvina Women Leather Red Handbag")
    assert family.candidates is not None
    texts = {text for target in family.find(sentence) for text in family.candidates(sentence, target)}
    assert texts
    assert not {text.lower() for text in texts} & {"umbrella", "basket"}
