import pytest
from families.every import edited
from sentences import Parse

from hardneg.families import negation


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A man with a hat holds an umbrella.", "A man without a hat holds an umbrella."),
        ("A man with a hat holds an umbrella.", "A man with no hat holds an umbrella."),
        ("A street with cars.", "A street with no cars in sight."),
        ("A man without a hat holds an umbrella.", "A man with a hat holds an umbrella."),
        ("A tree with no leaves.", "A tree with leaves."),
        ("A dog is sitting on a couch.", "A dog is not sitting on a couch."),
        ("A dog is not sitting on a couch.", "A dog is sitting on a couch."),
        ("A dog isn't sitting on a couch.", "A dog is sitting on a couch."),
        ("She doesn't hold a racket.", "She holds a racket."),
        ("There is a dog on the couch.", "There is no dog on the couch."),
        ("There are two dogs on the couch.", "There are no dogs on the couch."),
        ("There are no people on the beach.", "There are people on the beach."),
        ("There is no elephant on the street.", "There is an elephant on the street."),
        ("A woman wearing a hat.", "A woman not wearing a hat."),
    ],
)
def test_a_negation_is_inserted_or_deleted(parse: Parse, caption: str, negative: str) -> None:
    assert negative in edited(negation, parse(caption))


@pytest.mark.parametrize(
    "caption", ["A man playing with a dog and a cat.", "A clock with a cloudy sky behind it.", "A room with lots of books.", "A red car."]
)
def test_what_cannot_be_denied_well_stays(parse: Parse, caption: str) -> None:
    assert edited(negation, parse(caption)) == []
