import pytest
from sentences import Parse, word

from hardneg.families.single_mention import akin, described_further, enumerated, introduced, named_by_one_noun, named_once

CAPTION = "A red car is parked on the street. The car has a flat tire. A man walks with a dog. It barks."


@pytest.mark.parametrize(("noun", "once", "one_noun"), [("car", False, False), ("dog", False, True), ("man", True, True)])
def test_a_thing_is_named_once_unless_a_noun_or_pronoun_repeats_it(parse: Parse, noun: str, once: bool, one_noun: bool) -> None:
    sentence = parse(CAPTION)
    assert (named_once(sentence, word(sentence, noun)), named_by_one_noun(sentence, word(sentence, noun))) == (once, one_noun)


def test_an_article_introduces_a_thing(parse: Parse) -> None:
    sentence = parse(CAPTION)
    assert introduced(sentence, word(sentence, "man"))
    assert not introduced(sentence, word(sentence, "street"))


def test_a_clause_describes_a_noun_further_and_an_apposition_enumerates_it(parse: Parse) -> None:
    sentence = parse("A sign that reads STOP. Two men, one of them in red.")
    assert described_further(sentence, word(sentence, "sign"))
    assert enumerated(sentence, word(sentence, "men"))
    assert not enumerated(sentence, word(sentence, "red"))


@pytest.mark.parametrize(("one", "other", "expected"), [("coat", "raincoat", True), ("car", "vehicle", True), ("dog", "cat", False)])
def test_nouns_are_akin_that_may_name_one_thing(one: str, other: str, expected: bool) -> None:
    assert akin(one, other) is expected
