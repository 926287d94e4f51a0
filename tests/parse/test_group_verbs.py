"""The verb of a group that was tagged as a noun has the group as its subject; nouns behind `of` stay nouns."""

import pytest
from sentences import Parse, word


@pytest.mark.parametrize(
    ("caption", "group", "member", "verb"),
    [
        ("A flock of sheep grazes on the slope behind the farm.", "flock", "sheep", "grazes"),
        ("A herd of black cattle grazes near a stream.", "herd", "cattle", "grazes"),
        ("A herd of brown goats grazes in the shade.", "herd", "goats", "grazes"),
    ],
)
def test_a_group_is_the_subject_of_its_verb(parse: Parse, caption: str, group: str, member: str, verb: str) -> None:
    sentence = parse(caption)
    found = word(sentence, verb)
    subject = sentence.subject(found)

    assert (found.tag, found.head, found.lemma) == ("VBZ", found.i, verb.removesuffix("s"))
    assert subject is not None
    assert subject.text == group
    assert sentence.head(word(sentence, member)).text == "of"
    assert {each.i for each in sentence.below(found)} == {each.i for each in sentence.words}


@pytest.mark.parametrize(
    ("caption", "noun"),
    [
        ("A pile of dog treats on a plate.", "treats"),
        ("A box of cat toys on a rug.", "toys"),
        ("A group of camp guards near a gate.", "guards"),
        ("A pair of horse brushes in a bucket.", "brushes"),
    ],
)
def test_what_a_group_consists_of_stays_a_noun(parse: Parse, caption: str, noun: str) -> None:
    assert word(parse(caption), noun).pos == "NOUN"


@pytest.mark.parametrize(
    ("caption", "verb", "inside"),
    [
        ("A toddler in a diaper splashes in a kiddie pool.", "splashes", "diaper"),
    ],
)
def test_who_wears_something_is_the_subject_of_the_verb(parse: Parse, caption: str, verb: str, inside: str) -> None:
    sentence = parse(caption)
    found = word(sentence, verb)
    assert found.tag == "VBZ"
    assert sentence.subject(found) == sentence.words[1]
    assert sentence.head(word(sentence, inside)).lower == "in"
