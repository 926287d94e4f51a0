import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.converse import orders


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A small dog left of two red chairs.", "Two red chairs right of a small dog."),
        ("A blue vase sits in front of a map.", "A map is behind a blue vase."),
        ("A man standing next to a bench.", "A bench next to a man who is standing."),
        ("Two dogs under a table", "A table above two dogs"),
        ("A dog on a couch.", "A couch with a dog on it."),
        ("A man on a horse.", "A horse with a man on it."),
        ("Cats in boxes.", "Boxes with cats in them."),
        ("A dog next to a tree and a cat.", "A tree and a cat next to a dog."),
        ("A cat on a laptop.", "A laptop with a cat on it."),
        ("A cat behind a vase of flowers and a bowl of fruit.", "A vase of flowers and a bowl of fruit in front of a cat."),
    ],
)
def test_the_place_is_told_from_the_other_end(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), orders)


@pytest.mark.parametrize(
    "caption",
    [
        "A red ball under a blue chair and a blue ball on a red chair.",  # the second ball is under nothing
        "A dog sits next to a cat and a bird on a chair.",
        "A man in a hat.",  # clothes do not come first
        "A man on a phone.",  # a man in a car does not stand on it
        "A dog and its puppy on a bed.",  # "its" would have no antecedent
        "A dog near another dog.",
        "A man on the left.",
        "A man in love.",
        "A kitchen with a stove next to a window.",  # the attachment is ambiguous
        "A man looks over a fence.",
        "A photo of a dog next to a cat.",
        "A dog and a cat next to a tree.",
        "A dog next to a tree. A cat.",
    ],
)
def test_what_is_no_place_or_points_back_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []


@pytest.mark.parametrize(
    "caption",
    [
        "No dog next to a cat.",
        "Every dog next to a cat.",
        "A dog next to no cat.",
        "A dog not next to a cat.",
        "A dog is not next to a cat.",
        "A dog never sits next to a cat.",
        "A dog might be next to a cat.",
        "Is a dog next to a cat?",
    ],
)
def test_what_is_denied_of_all_or_only_possible_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []


@pytest.mark.parametrize("caption", ["Children chase pigeons in a market.", "Girls fly kites near a barn."])
def test_a_clause_that_was_parsed_as_a_noun_phrase_keeps_its_order(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []
