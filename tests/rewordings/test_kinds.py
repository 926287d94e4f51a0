from collections.abc import Callable

import pytest

from pipeline.grammar.sentence import Sentence
from pipeline.rewordings.kinds import CHANGES, ORDERS
from pipeline.rewordings.wording import compose

Parse = Callable[[str], Sentence]


def offered(sentence: Sentence, kind: str) -> list[str | None]:
    if kind in ORDERS:
        return [compose(sentence, order, []) for order in ORDERS[kind](sentence)]
    return [compose(sentence, None, [change]) for change in CHANGES[kind](sentence)]


@pytest.mark.parametrize(
    ("kind", "caption", "reworded"),
    [
        ("converse", "A small dog left of two red chairs.", "Two red chairs right of a small dog."),
        ("converse", "A blue vase sits in front of a map.", "A map is behind a blue vase."),
        ("converse", "A man standing next to a bench.", "A bench next to a man who is standing."),
        ("converse", "Two dogs under a table", "A table above two dogs"),
        ("converse", "A dog on a couch.", "A couch with a dog on it."),
        ("voice", "A dog chases two cats.", "Two cats are chased by a dog."),
        ("voice", "A man is riding an elephant.", "An elephant is being ridden by a man."),
        ("voice", "A man riding a horse on a beach.", "A horse being ridden on a beach by a man."),
        ("voice", "A cat is chased by a dog.", "A dog chases a cat."),
        ("joined", "Two dogs and a cat sit on a bed.", "A cat and two dogs sit on a bed."),
        ("fronting", "A dog is sleeping on a couch.", "On a couch, a dog is sleeping."),
        ("fronting", "A dog sleeping on a couch.", "On a couch, there is a dog sleeping."),
        ("presence", "A dog on a couch.", "There is a dog on a couch."),
        ("presence", "Two dogs on a couch.", "There are two dogs on a couch."),
        ("presence", "There is a dog on a couch.", "A dog on a couch."),
        ("presence", "A dog sits on a couch.", "There is a dog sitting on a couch."),
        ("presence", "A man riding a wave.", "A man rides a wave."),
        ("presence", "A dog on a couch.", "A photo of a dog on a couch."),
        ("synonyms", "A man next to a couch.", "A guy next to a couch."),
        ("synonyms", "A man next to a couch.", "A man beside a couch."),
        ("synonyms", "Two women eat a donut.", "Two ladies eat a donut."),
        ("synonyms", "A dog sits on a bed.", "An animal sits on a bed."),
        ("synonyms", "An airplane in the sky.", "A plane in the sky."),
        ("numbers", "A table with two chairs.", "A table with 2 chairs."),
        ("numbers", "Two dogs run.", "A pair of dogs run."),
        ("verbs", "A dog sits on a couch.", "A dog is sitting on a couch."),
        ("verbs", "Two dogs are sitting on a couch.", "Two dogs sit on a couch."),
        ("verbs", "A man standing in a field.", "A man who is standing in a field."),
        ("describing", "A black dog sits on a bed.", "A dog that is black sits on a bed."),
        ("describing", "A cup on a wooden table.", "A cup on a table made of wood."),
        ("describing", "A man in a red shirt.", "A man wearing a red shirt."),
        ("articles", "A dog on the bed.", "A dog on a bed."),
        ("articles", "A dog on an old bed.", "A dog on the old bed."),
        ("less", "A small dog sits on a couch.", "A dog sits on a couch."),
        ("less", "A dog and a cat.", "A dog."),
        ("less", "A boy holds a kite in a park.", "A boy holds a kite."),
    ],
)
def test_a_kind_offers(parse: Parse, kind: str, caption: str, reworded: str) -> None:
    assert reworded in offered(parse(caption), kind)


@pytest.mark.parametrize(
    ("kind", "caption"),
    [
        ("converse", "A man in a hat."),  # what is worn does not come first
        ("converse", "A dog and its puppy on a bed."),  # its would point to nothing
        ("voice", "A man has a dog."),
        ("voice", "A man brushing his teeth."),
        ("voice", "A man wearing a hat and necklace made of bananas."),  # the man is not
        ("voice", "A bear holding an automatic pistol pointing at a sheep."),
        ("joined", "A black and white cat."),
        ("joined", "A carriage and a horse in front of a building."),  # both may be
        ("joined", "A table topped with plates and bowls filled with food."),
        ("describing", "A man with a coat on his shoulder and a suitcase by his foot."),  # wears no suitcase
        ("less", "A room without a window."),  # less said of what is denied says more
        ("less", "A toy dog."),
        ("synonyms", "A hot dog."),  # no hot animal
        ("numbers", "A number of dogs."),
        ("articles", "The tallest giraffe at night."),
        ("articles", "The dog and another dog in the sky."),
        ("presence", "This is a dog."),
    ],
)
def test_a_kind_lets_alone_what_would_change_the_meaning(parse: Parse, kind: str, caption: str) -> None:
    assert offered(parse(caption), kind) == []


def test_a_pair_of_scissors_is_one_thing(parse: Parse) -> None:
    assert not any("couple" in str(text) for text in offered(parse("A pair of scissors on a table."), "synonyms"))


def test_a_name_keeps_its_capital_when_it_moves(parse: Parse) -> None:
    assert "A photo of NYC police on a street." in offered(parse("NYC police on a street."), "presence")


def test_two_giraffe_are_several_and_a_two_layer_cake_is_one(parse: Parse) -> None:
    assert "Two giraffe that are standing in a field." in offered(parse("Two giraffe standing in a field."), "verbs")
    assert "A two layer cake is on a table." in offered(parse("A two layer cake on a table."), "presence")
