import pytest
from quality.made import pair_of

from hardneg.quality.surface import LOST_CAPITAL, Rate, surface, twins


@pytest.mark.parametrize(
    ("negative", "artefact"),
    [
        ("A cat sits .", "space before punctuation"),
        ("A orange cat sits.", "wrong article"),
        ("a cat sits.", LOST_CAPITAL),
        ("A cat cat sits.", "doubled word"),
        ("A cat  sits.", "double space"),
    ],
)
def test_an_artefact_is_counted(negative: str, artefact: str) -> None:
    rates = surface([pair_of("A dog sits.", negative), pair_of("A dog sits.", "A cow sits.")])

    assert rates[artefact] == Rate(0.0, 0.5)
    assert all(rate == Rate(0.0, 0.0) for name, rate in rates.items() if name != artefact)


def test_what_the_caption_has_is_counted_beside() -> None:
    rates = surface([pair_of("a dog sits .", "a cat sits .")])

    assert rates[LOST_CAPITAL] == rates["space before punctuation"] == Rate(1.0, 1.0)


def test_siblings_of_the_same_words_are_twins() -> None:
    pairs = [
        pair_of("A dog near a car.", "A cat near a car.", number=1),
        pair_of("A dog near a car.", "a cats near the car", number=1),
        pair_of("A dog near a car.", "A dog near a bus.", number=1),
        pair_of("A dog near a car.", "A cat near a car.", number=2),
    ]

    assert twins(pairs).same_words == 0.5


def test_siblings_at_the_same_place_are_of_one_family() -> None:
    pairs = [
        pair_of("A dog near a car.", "A cat near a car.", "object", 1),
        pair_of("A dog near a car.", "A cow near a car.", "object", 1),
        pair_of("A dog near a car.", "A pig near a car.", "action", 1),
        pair_of("A dog near a car.", "A dog near a bus.", "object", 1),
    ]

    assert twins(pairs).same_place == 0.5
    assert twins(pairs).same_words == 0.0
