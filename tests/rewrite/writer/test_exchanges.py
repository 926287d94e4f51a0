import pytest
from sentences import Parse

from hardneg.families import Name
from hardneg.rewrite.writer.exchanges import WRITTEN, exchange_of, pairs

A, OBJECT, W = Name.SWAP_ATTRIBUTE, Name.SWAP_OBJECT, Name.WORD_ORDER


@pytest.mark.parametrize(
    ("caption", "family", "rewritten", "spans"),
    [
        ("A small dog chases a black cat.", A, "A black dog chases a small cat.", ("small", "black")),
        ("A small dog chases a black cat.", OBJECT, "A small cat chases a black dog.", ("dog", "cat")),
        ("A small dog chases a black cat.", W, "A black cat chases a small dog.", ("A small dog", "a black cat")),
        ("Two dogs watch a cat.", W, "A cat watches two dogs.", ("Two dogs", "a cat")),
        ("An orange bus passes a blue car.", A, "A blue bus passes an orange car.", ("orange", "blue")),
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
        ("A dog chases a cat.", W, "A cat chased a dog."),  # another tense
        ("A dog is chasing a cat.", W, "A cat was chasing a dog."),
        ("A dog has chased a cat.", W, "A cat had chased a dog."),
        ("A man stands next to an older man.", W, "An older man stands next to a man."),  # one noun
        ("A woman standing next to an older man.", W, "An older man standing next to a woman."),  # still true, in one act
        ("Children playing with a pig.", W, "A pig playing with children."),
        ("A woman holds a tennis racquet.", W, "A tennis racquet holds a woman."),  # senseless
        ("A fluffy dog next to a big couch.", A, "A big dog next to a fluffy couch."),  # the dog may be both
        ("A well-lit room behind a red door.", A, "A well-red room behind a lit door."),  # half of a hyphenated word
        ('A sign says "red tea" beside a blue cup.', A, 'A sign says "blue tea" beside a red cup.'),  # a quotation
    ],
)
def test_other_rewrites_are_no_exchange(parse: Parse, caption: str, family: Name, rewritten: str) -> None:
    assert exchange_of(parse(caption), family, rewritten) is None


def test_a_pair_that_no_rule_finds_may_change_places(parse: Parse) -> None:
    sentence = parse("A woman speaks then a man speaks.")
    target = exchange_of(sentence, W, "A man speaks then a woman speaks.")
    assert target is not None
    assert target.kind == WRITTEN
    assert target in list(pairs(sentence, W))


@pytest.mark.parametrize(
    ("caption", "family"),
    [
        ("There is no woman who speaks and a man speaks.", W),  # denied
        ("A woman speaks then a man speaks?", W),  # a question
        ("A young man sitting next to a ready woman.", A),
        ("A woman standing next to an older man.", W),
    ],
)
def test_guards_of_all_families_hold_for_pairs_that_no_rule_finds(parse: Parse, caption: str, family: Name) -> None:
    assert list(pairs(parse(caption), family)) == []


def test_pairs_are_sought_once_for_a_caption(parse: Parse) -> None:
    sentence = parse("A woman speaks then a man speaks.")
    assert pairs(sentence, Name.WORD_ORDER)
    assert pairs(sentence, Name.WORD_ORDER) is pairs(sentence, Name.WORD_ORDER)
