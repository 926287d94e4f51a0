import pytest
from sentences import Parse, word

from hardneg.grammar.phrases import agreement_edits, compound_first, compound_lemma, modifiers, phrase_first
from hardneg.grammar.splice import splice


def test_a_compound_is_one_unit(parse: Parse) -> None:
    sentence = parse("A dog sits next to a tennis racket.")
    racket = word(sentence, "racket")
    first = compound_first(sentence, racket)
    assert compound_lemma(sentence, first, racket) == "tennis racket"


@pytest.mark.parametrize(
    ("caption", "head", "phrase"),
    [
        ("A small black dog on a couch.", "dog", "A small black dog"),
        ("The man is holding two big red umbrellas.", "umbrellas", "two big red umbrellas"),
        ("A cat and the young boy sleep.", "boy", "the young boy"),
    ],
)
def test_a_phrase_begins_at_its_determiner(parse: Parse, caption: str, head: str, phrase: str) -> None:
    sentence = parse(caption)
    noun = word(sentence, head)
    assert sentence.slice(phrase_first(sentence, noun), noun.i + 1) == phrase


def test_modifiers_include_those_in_a_list(parse: Parse) -> None:
    sentence = parse("Two black and white cats sleep.")
    assert {word.lower for word in modifiers(sentence, word(sentence, "cats"))} == {"two", "black", "white"}


@pytest.mark.parametrize(
    ("caption", "head", "plural", "changed"),
    [
        ("A dog sits on a couch.", "dog", True, "A dog sit on a couch."),
        ("A dog is sitting on a couch.", "dog", True, "A dog are sitting on a couch."),
        ("Two dogs that are wet sit on the grass.", "dogs", False, "Two dogs that is wet sits on the grass."),
        ("There are two dogs here.", "dogs", False, "There is two dogs here."),
        ("A man rides a horse.", "horse", True, "A man rides a horse."),
    ],
)
def test_verbs_follow_the_number_of_their_subject(parse: Parse, caption: str, head: str, plural: bool, changed: str) -> None:
    sentence = parse(caption)
    edits = agreement_edits(sentence, word(sentence, head), plural)
    assert edits is not None
    assert splice(caption, edits) == changed


def test_nothing_is_said_where_a_pronoun_would_have_to_follow_too(parse: Parse) -> None:
    sentence = parse("A dog is chasing its tail.")
    assert agreement_edits(sentence, word(sentence, "dog"), plural=True) is None
