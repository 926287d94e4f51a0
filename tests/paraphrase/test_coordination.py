import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.coordination import orders


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("Two dogs and a cat sit on a bed.", "A cat and two dogs sit on a bed."),
        ("A bed with a dog and a cat.", "A bed with a cat and a dog."),
        ("A dog between a cat and a bird.", "A dog between a bird and a cat."),
        ("A dog and a cat sit on a bed, and a bird flies.", "A cat and a dog sit on a bed, and a bird flies."),
        ("A street with several vans and a bus.", "A street with a bus and several vans."),
        ("Children and an adult on a beach.", "An adult and children on a beach."),
        ("Two men and a dog in a kitchen.", "A dog and two men in a kitchen."),
        ("A kitchen with a counter, a stove, and a sink.", "A kitchen with a counter, a sink, and a stove."),
        ("A desk with a lamp, a cup and a radio.", "A desk with a lamp, a radio and a cup."),
    ],
)
def test_joined_things_change_places(parse: Parse, caption: str, reworded: str) -> None:
    assert texts(parse(caption), orders) == [reworded]


@pytest.mark.parametrize(
    "caption",
    [
        "A black and white cat.",
        "A man and his dog sit on a bed.",
        "A bed with a dog and its puppy.",
        "A dog or a cat sits on a bed.",
        "A bed with a dog but not a cat.",
        "Neither a dog nor a cat sits on a bed.",
        "A black dog and cat sit on a bed.",  # the cat may be black as well
        "A man and woman sit on a bed.",
        "A dog and the other dog sit on a bed.",
        "A dog and another dog sit on a bed.",
        "A man sits down and eats.",  # a sequence in time
        "A bed with a dog and a cat with a ball.",
        "A carriage and a horse in front of a building.",  # the phrase may modify both
        "A table topped with plates and bowls filled with food.",
        "A dog with blinds and no curtains.",
        "A room with a bed, mugs hanging from a shelf and several lights.",
        "A dog stands in the snow and pants.",
        "A group of kids and instructor are in a pool.",
        "It rains cats and dogs. A dog and a cat sit.",
    ],
)
def test_what_the_order_matters_to_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []
