import pytest
from sentences import Parse

from hardneg.families import attribute, word_order
from hardneg.families.comparison import comparisons, opposites
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def turned(sentence: Sentence) -> list[str]:
    targets = [target for target in word_order.find(sentence) if target.kind == "comparison"]
    return [splice(sentence.text, word_order.realise(sentence, target) or []) for target in targets]


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("The man is taller than the woman.", "The woman is taller than the man."),
        ("A horse bigger than a pony.", "A pony bigger than a horse."),
        ("a goat that is smaller than a sheep", "a sheep that is smaller than a goat"),
        ("There are more lemons than limes in the bowl.", "There are more limes than lemons in the bowl."),
        ("The red kite is higher than the blue kite.", "The blue kite is higher than the red kite."),
        ("The cup on the left is larger than the cup on the right", "The cup on the right is larger than the cup on the left"),
        ("Two dogs are older than the puppy.", "The puppy is older than two dogs."),
        ("A parrot is more colorful than a pigeon.", "A pigeon is more colorful than a parrot."),
    ],
)
def test_the_sides_of_a_comparison_change_places(parse: Parse, caption: str, negative: str) -> None:
    assert turned(parse(caption)) == [negative]


@pytest.mark.parametrize(
    "caption",
    [
        "The boy is as tall as the girl.",
        "A man who is shorter than his wife.",
        "More than ten dogs in a field.",
        "A cat is larger than usual.",
        "The statue is larger than the people around it.",
    ],
)
def test_equal_or_one_sided_comparisons_are_no_targets(parse: Parse, caption: str) -> None:
    assert list(comparisons(parse(caption))) == []


@pytest.mark.parametrize(
    ("caption", "word", "others"),
    [
        ("The man is taller than the woman.", "taller", ["shorter"]),
        ("The man is shorter than the woman.", "shorter", ["taller"]),
        ("The rope is shorter than the hose.", "shorter", ["longer"]),
        ("A girl runs faster than a boy.", "faster", ["slower"]),
        ("The boy is as tall as the girl.", "tall", []),
        ("A parrot is more colorful than a pigeon.", "colorful", []),
    ],
)
def test_a_comparative_becomes_its_opposite(parse: Parse, caption: str, word: str, others: list[str]) -> None:
    sentence = parse(caption)
    assert opposites(sentence, next(each for each in sentence.words if each.text == word)) == others


def test_an_adjective_that_is_not_compared_has_no_opposite_here(parse: Parse) -> None:
    sentence = parse("A tall man stands near a car.")
    assert opposites(sentence, sentence.words[1]) is None


def test_what_two_things_share_is_no_attribute_of_one(parse: Parse) -> None:
    assert not [target for target in attribute.find(parse("The boy is as tall as the girl.")) if target.lemma == "tall"]
