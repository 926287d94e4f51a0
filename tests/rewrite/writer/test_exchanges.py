import pytest
from sentences import Parse

from hardneg.families import Name
from hardneg.rewrite.writer.exchanges import exchange_of

A, OBJECT, W = Name.SWAP_ATTRIBUTE, Name.SWAP_OBJECT, Name.WORD_ORDER


@pytest.mark.parametrize(
    ("caption", "family", "rewritten", "spans"),
    [
        ("A small dog chases a black cat.", A, "A black dog chases a small cat.", ("small", "black")),
        ("A small dog chases a black cat.", OBJECT, "A small cat chases a black dog.", ("dog", "cat")),
        ("A small dog chases a black cat.", W, "A black cat chases a small dog.", ("A small dog", "a black cat")),
        ("Two dogs watch a cat.", W, "A cat watches two dogs.", ("Two dogs", "a cat")),
        ("An orange bus passes a boy.", OBJECT, "An orange boy passes a bus.", ("bus", "boy")),
        ("A woman reads while a man sleeps.", OBJECT, "A man reads while a woman sleeps.", ("woman", "man")),
        ("A red t-shirt hangs beside a blue towel.", A, "A blue t-shirt hangs beside a red towel.", ("red", "blue")),
        ("A woman's red hat lies beside a blue towel.", A, "A woman's blue hat lies beside a red towel.", ("red", "blue")),
        ("A red bus that isn't full passes a blue car.", A, "A blue bus that isn't full passes a red car.", ("red", "blue")),
        ("A parking meter behind a car.", OBJECT, "A car behind a parking meter.", ("parking meter", "car")),
    ],
)
def test_a_permutation_of_two_phrases_is_found(parse: Parse, caption: str, family: Name, rewritten: str, spans: tuple[str, str]) -> None:
    target = exchange_of(parse(caption), family, rewritten)
    assert target is not None
    assert (caption[target.start : target.end], caption[target.partner_start : target.partner_end]) == spans
    assert target.family == family.value


@pytest.mark.parametrize(
    ("caption", "family", "rewritten"),
    [
        ("A small dog chases a black cat.", OBJECT, "A small cat chases a white dog."),  # one more change
        ("A small dog chases a black cat.", OBJECT, "A small dog chases a black cat."),  # none
        ("A small dog chases a black cat.", A, "A small cat chases a black dog."),  # another family
        ("A small dog chases a black cat.", OBJECT, "A small cat chases."),  # something is missing
        ("A dog and a cat on a sofa.", W, "A cat and a dog on a sofa."),  # still true
        ("A dog next to a cat.", W, "A cat next to a dog."),
        ("A big black dog.", A, "A black big dog."),
        ("A well-lit room behind a red door.", A, "A well-red room behind a lit door."),  # half of a hyphenated word
        ('A sign says "red tea" beside a blue cup.', A, 'A sign says "blue tea" beside a red cup.'),  # a quotation
    ],
)
def test_other_rewrites_are_no_exchange(parse: Parse, caption: str, family: Name, rewritten: str) -> None:
    assert exchange_of(parse(caption), family, rewritten) is None
