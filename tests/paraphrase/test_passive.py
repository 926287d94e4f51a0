import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.passive import orders


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A dog chases two cats.", "Two cats are chased by a dog."),
        ("A man is riding an elephant.", "An elephant is being ridden by a man."),
        ("A man riding a horse on a beach.", "A horse being ridden on a beach by a man."),
        ("A man wears a hat.", "A hat is worn by a man."),
        ("A man and a woman ride a horse.", "A horse is ridden by a man and a woman."),
        ("A cat is chased by a dog.", "A dog chases a cat."),
        ("Two cats are being chased by a dog.", "A dog is chasing two cats."),
        ("A cat chased by a dog.", "A dog chasing a cat."),
    ],
)
def test_active_and_passive_say_the_same(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), orders)


@pytest.mark.parametrize(
    "caption",
    [
        "A man has a dog.",
        "A man takes a bath.",
        "A man brushing his teeth.",
        "A dog chases itself.",
        "A man pulls up a chair.",
        "A man throws a frisbee and runs.",
        "A woman who eats a pizza smiles.",
        "A car parked by a house.",
        "A man seen by a river.",
        "A plate is covered by a cloth.",
        "A man wearing a hat and necklace made of bananas.",  # the man is not held
        "A bear holding an automatic pistol pointing at a sheep.",
    ],
)
def test_what_is_done_by_nobody_or_to_nothing_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []


@pytest.mark.parametrize(
    "caption",
    [
        "A dog does not chase a cat.",
        "A dog never chases a cat.",
        "A dog chases no cat.",
        "No dog chases a cat.",
        "A dog is chased by no cat.",
        "Every dog is chasing a cat.",  # each has its own
        "A dog will chase a cat.",
        "Is a dog chasing a cat?",
        "Which dog chases a cat?",
    ],
)
def test_what_is_denied_of_all_asked_or_to_come_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []
