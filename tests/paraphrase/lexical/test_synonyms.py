import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.lexical.synonyms import changes


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A man next to a couch.", "A guy next to a couch."),
        ("A man next to a couch.", "A man beside a couch."),
        ("Two women eat a donut.", "Two ladies eat a donut."),
        ("A dog sits on a bed.", "An animal sits on a bed."),
        ("An airplane in the sky.", "A plane in the sky."),
        ("An airplane in the sky.", "An aircraft in the sky."),
        ("A dog runs alongside a cow.", "A dog runs beside a cow."),
        ("Several dogs in a yard.", "Multiple dogs in a yard."),
        ("A man tosses a ball.", "A man throws a ball."),
        ("Two surfers on a beach.", "Two people on a beach."),
        ("A dog is not on a couch.", "A dog is not on a sofa."),
        ("A sheep in a field.", "An animal in a field."),
        ("A skier going off of a jump.", "A skier going off a jump."),
    ],
)
def test_a_word_is_put_for_a_word(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), changes)


@pytest.mark.parametrize(
    "caption",
    [
        "A hot dog.",  # not a hot animal
        "A teddy bear on a bed.",
        "A dog house.",
        "A rock band on a stage.",
        "Sheep in a field.",  # deer can be singular or plural
        'A sign that says "dogs on couches".',
    ],
)
def test_what_means_something_else_where_it_stands_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), changes) == []


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("A pair of scissors on a table.", "couple"),  # scissors are one thing
        ("A man throws up.", "toss"),
        ("A man looks over a fence.", "above"),
        ("Boats race down a river.", "run"),
        ("An aircraft flies over a lake.", "airplane"),  # it may be a helicopter
        ("An aircraft flies over a lake.", "plane"),
        ("A cup on a table.", "mug"),
        ("Lot of several flip phones on wires.", "multiple"),
        ("Several of the dogs run.", "Multiple"),
        ("A stream splashing while a man talks over a radio alongside wind blowing into a microphone.", "beside"),
        ("A slice of pizza.", "food"),
        ("People walk outside the house.", "outdoors"),
        ("A street that has been cordoned off.", "off of"),
        ("A man takes off a jacket.", "off of"),
        ("A piece of art that has been cordoned off, that looks like a player.", "off of"),
    ],
)
def test_a_phrase_is_not_taken_apart(parse: Parse, caption: str, word: str) -> None:
    assert not any(word in str(text) for text in texts(parse(caption), changes))


@pytest.mark.parametrize(
    "caption",
    [
        "No dog sits on a bed.",
        "A man without a dog.",
        "A bear that is not a dog.",
        "Everyone except a dog.",
        "Only one dog on a bed.",
        "Every dog sits on a bed.",
        "All dogs on a bed.",
    ],
)
def test_no_wider_word_is_put_for_what_is_denied_or_said_of_all(parse: Parse, caption: str) -> None:
    assert not any(wider in str(text) for text in texts(parse(caption), changes) for wider in ("canine", "pet"))


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A man without a hat holds a dog.", "A man without a hat holds a canine."),
        ("A dog is not on a couch.", "A canine is not on a couch."),
    ],
)
def test_what_stands_beside_a_denial_or_before_it_may_be_said_wider(parse: Parse, caption: str, reworded: str) -> None:
    assert reworded in texts(parse(caption), changes)


@pytest.mark.parametrize("caption", ["A group of three dogs on a rug.", "A bunch of 5 balloons."])
def test_a_quantity_of_no_number_is_not_put_before_a_number(parse: Parse, caption: str) -> None:
    assert not [text for text in texts(parse(caption), changes) if text.startswith(("Several", "Some", "Many", "Multiple"))]
