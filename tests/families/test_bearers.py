import pytest
from sentences import Parse

from hardneg.families import swap_object, word_order
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def swapped(sentence: Sentence) -> list[str]:
    made = [swap_object.realise(sentence, target) for target in swap_object.find(sentence)]
    return [splice(sentence.text, edits) for edits in made if edits]


def reordered(sentence: Sentence) -> list[str]:
    made = [word_order.realise(sentence, target) for target in word_order.find(sentence) if target.kind == "borne"]
    return [splice(sentence.text, edits) for edits in made if edits]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man with a hat and a woman with an umbrella.", "A woman with a hat and a man with an umbrella."),
        ("A boy in a red shirt and a girl in a green jacket.", "A girl in a red shirt and a boy in a green jacket."),
        ("A woman holding a phone stands next to a man.", "A man holding a phone stands next to a woman."),
    ],
)
def test_people_with_different_clothes_or_things_change_places(parse: Parse, caption: str, negative: str) -> None:
    assert swapped(parse(caption)) == [negative]


@pytest.mark.parametrize(
    "caption",
    [
        "A man in a suit and a woman in a dress.",  # no man wears it
        "A man with a hat and a woman with a hat.",
        "A man sits on a bench with a woman.",  # both sit
        "A man with a cup stands near a cow.",
    ],
)
def test_people_whose_exchange_is_unlikely_or_true_stay(parse: Parse, caption: str) -> None:
    assert swapped(parse(caption)) == []


def test_what_two_people_bear_in_the_same_way_changes_places(parse: Parse) -> None:
    sentence = parse("A boy in a red shirt and a girl in a green jacket.")
    assert reordered(sentence) == ["A boy in a green jacket and a girl in a red shirt."]


def test_what_is_held_is_not_put_on(parse: Parse) -> None:
    assert reordered(parse("A woman holding a phone stands next to a man wearing a helmet.")) == []
