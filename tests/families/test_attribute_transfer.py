import pytest

from hardneg.families.attribute_transfer import transferable


@pytest.mark.parametrize(
    ("word", "kind", "noun"),
    [
        ("red", "colour", "couch"),
        ("brown", "colour", "dog"),
        ("small", "size", "couch"),
        ("wooden", "material", "table"),
        ("old", "age", "truck"),
        ("striped", "pattern", "tie"),
        ("parked", "state", "bus"),
    ],
)
def test_a_thing_takes_what_its_kind_may_be(word: str, kind: str, noun: str) -> None:
    assert transferable(word, kind, noun, noun)


@pytest.mark.parametrize(
    ("word", "kind", "noun"),
    [
        ("green", "colour", "dog"),
        ("red", "colour", "man"),
        ("wooden", "material", "dog"),
        ("glass", "material", "couch"),
        ("parked", "state", "chair"),
        ("tall", "size", "plate"),
        ("large", "size", "snow"),
        ("small", "size", "shirt"),
        ("red", "colour", "street"),
    ],
)
def test_a_thing_takes_nothing_else(word: str, kind: str, noun: str) -> None:
    assert not transferable(word, kind, noun, noun)
