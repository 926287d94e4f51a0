import random
from collections import Counter

import pytest
from sentences import Parse

from hardneg.parse.model import Parser
from hardneg.training.matcher.texts.exchanges import exchanged
from hardneg.training.matcher.texts.invented import invent


def words(text: str) -> Counter[str]:
    """Return the words of a text without articles: a becomes an before another word."""
    return Counter(text.lower().rstrip(".").replace(",", "").split()) - Counter({"a": 9, "an": 9})


@pytest.mark.parametrize(
    ("caption", "text"),
    [
        ("A red car near a blue bus.", "A blue car near a red bus."),
        ("An orange car near a blue bus.", "A blue car near an orange bus."),
        ("A black dog sits near a cat.", "A dog sits near a black cat."),
        ("Two dogs sit near three cats.", "Three dogs sit near two cats."),
        ("A man is riding a horse.", "A horse is riding a man."),
        ("A man is sitting and a woman is standing.", "A man is standing and a woman is sitting."),
        ("A dog is chased by a cat.", "A cat is chased by a dog."),
        ("A cup to the left of a plate.", "A plate to the left of a cup."),
    ],
)
def test_an_exchange_says_something_else_in_the_same_words(parse: Parse, caption: str, text: str) -> None:
    assert text in exchanged(parse(caption), random.Random(0), 8)


@pytest.mark.parametrize(
    "caption",
    [
        "A man next to a horse.",  # symmetric
        "A dog meets a cat.",
        "A red car near a red bus.",  # the same attribute
        "Two dogs and two cats.",
        "A dog.",
    ],
)
def test_what_would_say_the_same_is_not_exchanged(parse: Parse, caption: str) -> None:
    assert exchanged(parse(caption), random.Random(0), 8) == []


def test_at_most_as_many_as_wanted_all_different_and_the_same_again(parse: Parse) -> None:
    sentence = parse("A black dog chases two white cats and a young man is riding a brown horse.")
    found = exchanged(sentence, random.Random(3), 3)
    assert len(found) == len(set(found)) == 3
    assert found == exchanged(sentence, random.Random(3), 3)
    assert exchanged(sentence, random.Random(3), 0) == []


def test_no_word_comes_or_goes(parser: Parser) -> None:
    rng = random.Random(5)
    made = [
        (sentence.text, text)
        for sentence in parser.parse([invent(rng) for _ in range(150)])
        for text in exchanged(sentence, random.Random(0), 4)
    ]
    assert len(made) > 100
    assert [(caption, text) for caption, text in made if words(caption) != words(text)] == []
    assert [text for caption, text in made if text.lower() == caption.lower()] == []
    assert all(text[:1].isupper() == caption[:1].isupper() for caption, text in made)
