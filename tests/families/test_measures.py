import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.families.measures import measures


@pytest.mark.parametrize(
    ("caption", "measure"),
    [
        ("A wooden crate 30 x 20 x 10 cm", "30 x 20 x 10 cm"),
        ("Wool gloves, pack of 2", "pack of 2"),
        ("A grey coat, size L", "size L"),
        ("A ten inch pan on a stove", "ten inch"),
        ("A bottle of 750ml oil", "750ml"),
        ("A bus on route 12", "route 12"),
        ("A train at platform three", "platform three"),
        ("Two women at 7 pm", "7 pm"),
        ("Three cars in 1962", "1962"),
        ("A camera named XT-200B on a desk", "XT-200B"),
    ],
)
def test_measures_and_numbered_things_are_found(parse: Parse, caption: str, measure: str) -> None:
    sentence = parse(caption)
    found = sorted(measures(sentence))
    assert sentence.slice(found[0], found[-1] + 1) == measure
    assert not any(set(found) & set(range(each.first, each.last)) for each in FAMILIES[Name.COUNT].find(sentence))


@pytest.mark.parametrize("caption", ["Two dogs and 3 cats", "A class of three boys", "4 people by 2 cars", "A set of five red chairs"])
def test_what_counts_things_is_no_measure(parse: Parse, caption: str) -> None:
    assert list(measures(parse(caption))) == []
