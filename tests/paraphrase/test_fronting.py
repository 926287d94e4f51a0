import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.fronting import orders


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A dog is sleeping on a couch.", "On a couch, a dog is sleeping."),
        ("A dog sleeping on a couch.", "On a couch, there is a dog sleeping."),
        ("Two dogs sleeping on a couch.", "On a couch, there are two dogs sleeping."),
        ("A man is standing on a bench in a park.", "In a park, a man is standing on a bench."),
        ("A man hangs from a rope outside a window.", "Outside a window, a man hangs from a rope."),
        ("A man eats pizza in a kitchen.", "In a kitchen, a man eats pizza."),
    ],
)
def test_where_it_is_comes_first(parse: Parse, caption: str, reworded: str) -> None:
    assert texts(parse(caption), orders) == [reworded]


@pytest.mark.parametrize(
    "caption",
    [
        "A dog is not sleeping on a couch.",
        "Is a dog sleeping on a couch?",
        "A dog is on a couch.",
        "A dog runs to a tree.",
        "A man sitting in his chair.",
        "A man dressed in a suit.",
        "A man looking at a dog.",
        "A man smiles at a camera.",
        "A man throws a ball at a wall.",
        "A man putting a cup on a table.",  # the man is not on it
        "A dog sleeping on a couch holding a bone.",
        "A dog sleeps on a couch. A cat runs.",
    ],
)
def test_what_belongs_to_its_verb_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []
