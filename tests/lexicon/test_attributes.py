import pytest

from hardneg.lexicon import attribute_alternatives, attribute_kind, related
from hardneg.lexicon.attributes import _sets_by_word, on_one_scale


def cases(text: str) -> list[tuple[str, ...]]:
    return [tuple(word.strip() for word in case.split("/")) for case in text.split(";")]


MUST = cases(
    """
    red / car / blue; white / horse / brown; brown / hair / blond; red / wine / white; large / dog / small; tall / building / short;
    wooden / table / metal; brick / building / wooden; striped / shirt / plaid; open / door / closed; wet / street / dry; empty /
    street / crowded; empty / glass / full; young / man / old; old / building / modern; young / girl / older; round / table / square;
    green / field / brown; hot / food / cold; sliced / bread / whole; sunny / day / cloudy; happy / man / sad; parked / car / moving;
    clear / sky / cloudy; white / cloud / gray; bare / branch / leafy; lit / candle / unlit; thin / cat / fat; dry / grass / wet; rocky
    / beach / sandy; dark / street / sunny; grassy / hill / sandy
    """
)
MUST_NOT = cases(
    """
    big / dog / huge; red / car / maroon; gray / car / grey; tan / dog / brown; striped / shirt / blue; big / dog / wide; white / man
    / black; black / woman / white; white / snow / black; white / hair / gray; old / house / elderly; wood / chair / wooden;
    bare / branch / snowy; rocky / mountain / snowy; foggy / street / rainy; cloudy / day / rainy; dark / street / lit; lit / candle
    / dark; bearded / man / long-haired; leafy / plant / sandy; dry / grass / rocky; thin / cat / thick; cluttered / desk / clean;
    frozen / lake / hot; open / plaza / closed
    """
)


@pytest.mark.parametrize(("word", "head", "other"), MUST)
def test_what_excludes_an_attribute_is_offered(word: str, head: str, other: str) -> None:
    assert other in attribute_alternatives(word, head)


@pytest.mark.parametrize(("word", "head", "other"), MUST_NOT)
def test_what_does_not_exclude_or_suit_is_not_offered(word: str, head: str, other: str) -> None:
    assert other not in attribute_alternatives(word, head)


@pytest.mark.parametrize("head", [None, "car", "man", "dog", "hair", "kitchen", "pizza", "street", "shirt", "tree", "cup"])
def test_no_alternative_is_related_to_its_attribute(head: str | None) -> None:
    for word in _sets_by_word():
        for other in attribute_alternatives(word, head):
            assert other != word
            assert not related(word, other), (word, other)
            assert attribute_kind(other) is not None


def test_kinds() -> None:
    words = ["red", "tiny", "wooden", "plaid", "closed", "elderly", "oval", "fluffy", "female", "photosynthetic"]
    kinds = ["colour", "size", "material", "pattern", "state", "age", "shape", "texture", "other", None]
    assert [attribute_kind(word) for word in words] == kinds


@pytest.mark.parametrize(
    ("word", "other", "head", "excluded"),
    [
        ("long", "short", "rope", True),
        ("long", "large", "rope", False),
        ("tall", "wide", "vase", False),
        ("open", "empty", "fridge", False),
        ("red", "blue", "car", True),
        ("wooden", "glass", "bowl", True),
        ("red", "xyzzy", None, False),
    ],
)
def test_attributes_of_one_scale_exclude_each_other(word: str, other: str, head: str | None, excluded: bool) -> None:
    assert on_one_scale(word, other, head) == on_one_scale(other, word, head) == excluded
