import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.deletion import changes


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A small dog sits on a couch.", "A dog sits on a couch."),
        ("A very small dog.", "A small dog."),
        ("A dog and a cat.", "A dog."),
        ("A boy holds a kite in a park.", "A boy holds a kite."),
        ("A man eating a pizza while riding a bike.", "A man eating a pizza."),
        ("A dog sits on a couch and a cat sits on a bed.", "A dog sits on a couch."),
        ("Three small dogs.", "Three dogs."),
    ],
)
def test_a_detail_is_left_out(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), changes)


@pytest.mark.parametrize(
    "caption",
    [
        "A room without a small window.",  # deleting detail under negation makes the claim stronger
        "A dog not on a small couch.",
        "No small dog on a couch.",
        "Every small dog sits on a couch.",
        "All small dogs sit on a couch.",
        "Most small dogs are on a couch.",
        "The tallest small dog.",
        "If a small dog sits, a cat runs.",
        "Is a small dog on a couch?",
        "A boy feeds all dogs that sit in a park.",
    ],
)
def test_what_would_say_more_when_less_is_said_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []


@pytest.mark.parametrize(
    "caption",
    [
        "A toy dog.",
        "A fake gun.",
        "A hot dog.",
        "A small, black dog.",
        "A black and white dog.",
        "A dog between a cat and a bird.",
        "A man and a woman shake hands.",
        "A dog or a cat.",
        "A man trying to catch a ball.",
        "A man looks like a bear.",
        "A plate full of food.",
        "A man in green shirt.",
        "A pile of chopped up broccoli.",
    ],
)
def test_what_the_rest_needs_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []


@pytest.mark.parametrize("caption", ["A boy wearing blue walks across some rocks.", "A child wearing green climbs up a ladder."])
def test_a_colour_that_is_worn_stays_before_what_may_be_the_verb(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []
