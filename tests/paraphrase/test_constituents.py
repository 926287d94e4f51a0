import pytest
from sentences import Parse, word

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.constituents import (
    Predication,
    clause,
    core,
    has_pronoun,
    is_indefinite,
    is_named,
    is_scoped,
    is_several,
    negated_after,
    noun_root,
    places,
    span,
    universal,
    whole,
)


def shown(sentence: Sentence, found: Predication) -> tuple[str, str, bool, bool]:
    start, end = found.subject
    return sentence.text[start:end], found.verb.text, found.finite, found.plural


@pytest.mark.parametrize(
    ("caption", "subject", "verb", "finite", "plural"),
    [
        ("A small dog sits on a couch.", "A small dog", "sits", True, False),
        ("Two dogs are sitting on a couch.", "Two dogs", "sitting", True, True),
        ("A man and a woman sit on a couch.", "A man and a woman", "sit", True, True),
        ("A man on a bench reads a book.", "A man on a bench", "reads", True, False),
        ("A dog sitting on a couch.", "A dog", "sitting", False, False),
    ],
)
def test_a_clause_is_somebody_and_what_is_said_of_it(
    parse: Parse, caption: str, subject: str, verb: str, finite: bool, plural: bool
) -> None:
    sentence = parse(caption)
    found = clause(sentence)
    assert found is not None
    assert shown(sentence, found) == (subject, verb, finite, plural)


@pytest.mark.parametrize(
    "caption",
    ["A dog on a couch.", "A dog is not on a couch.", "There is a dog.", "It sits.", "A dog sits. A cat runs.", "Today a dog sits.", ""],
)
def test_a_caption_of_another_form_has_no_clause(parse: Parse, caption: str) -> None:
    assert clause(parse(caption)) is None


@pytest.mark.parametrize(
    ("caption", "noun"), [("A dog on a couch.", "dog"), ("Two dogs that run", "dogs"), ("A man riding a wave.", "man")]
)
def test_a_caption_that_is_one_phrase_is_about_its_noun(parse: Parse, caption: str, noun: str) -> None:
    root = noun_root(parse(caption))
    assert root is not None
    assert root.text == noun


@pytest.mark.parametrize("caption", ["A dog sits on a couch.", "There is a dog.", "A dog. A cat.", "Is a dog on a couch?"])
def test_a_caption_with_a_main_verb_or_two_sentences_is_about_none(parse: Parse, caption: str) -> None:
    assert noun_root(parse(caption)) is None


@pytest.mark.parametrize(
    ("caption", "noun", "several"),
    [
        ("A dog runs.", "dog", False),
        ("Two dogs run.", "dogs", True),
        ("People run.", "People", True),
        ("A couple of dogs run.", "couple", True),
        ("A man and a woman run.", "man", True),
        ("Two giraffe standing in a field.", "giraffe", True),
        ("A two layer cake.", "cake", False),
    ],
)
def test_several_are_told_from_one(parse: Parse, caption: str, noun: str, several: bool) -> None:
    sentence = parse(caption)
    assert is_several(sentence, word(sentence, noun)) == several


@pytest.mark.parametrize(
    ("caption", "noun", "named", "indefinite"),
    [
        ("A dog on a couch.", "dog", True, True),
        ("Two dogs on a couch.", "dogs", True, True),
        ("Dogs on a couch.", "Dogs", True, True),
        ("A bowl of rice.", "rice", True, True),
        ("The dog on a couch.", "dog", True, False),
        ("His dog on a couch.", "dog", True, False),
        ("Every dog sits on a couch.", "dog", True, False),
        ("A couch near lamp.", "lamp", False, False),  # a caption without articles
    ],
)
def test_a_phrase_is_whole_and_there_is_may_stand_before_it(parse: Parse, caption: str, noun: str, named: bool, indefinite: bool) -> None:
    sentence = parse(caption)
    found = word(sentence, noun)
    assert (is_named(sentence, found), is_indefinite(sentence, found)) == (named, indefinite)


def test_a_phrase_goes_from_its_article_to_the_last_that_depends_on_it(parse: Parse) -> None:
    sentence = parse("A hot cup of coffee on a table, alone.")
    cup = word(sentence, "cup")
    start, end = whole(sentence, cup)
    assert sentence.text[start:end].startswith("A hot cup of coffee on a table")
    assert sentence.slice(*core(sentence, cup)) == "A hot cup of coffee"


def test_a_span_leaves_out_the_punctuation_at_its_end(parse: Parse) -> None:
    sentence = parse("A dog runs, ...")
    start, end = span(sentence, 0, len(sentence.words))
    assert sentence.text[start:end] == "A dog runs"


def test_pronouns_are_found_in_a_part_alone(parse: Parse) -> None:
    sentence = parse("A dog and its puppy.")
    assert has_pronoun(sentence)
    assert not has_pronoun(sentence, 0, 2)


def test_a_place_lies_between_two_things_that_are_named(parse: Parse) -> None:
    assert [(each.head.text, each.text, each.object.text) for each in places(parse("A dog left of two chairs."))] == [
        ("dog", "left of", "chairs")
    ]
    assert list(places(parse("A dog next to it."))) == []


@pytest.mark.parametrize(("caption", "scoped"), [("No dog runs.", True), ("Every dog runs.", True), ("A few dogs run.", False)])
def test_what_says_of_how_many_stays_where_it_is(parse: Parse, caption: str, scoped: bool) -> None:
    assert is_scoped(parse(caption), 0) == scoped


def test_what_is_denied_stands_behind_the_word_that_denies_it(parse: Parse) -> None:
    sentence = parse("The dog is not on the couch.")
    assert {sentence.words[i].text for i in negated_after(sentence)} >= {"not", "on", "couch"}
    assert sentence.words[1].i not in negated_after(sentence)


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("Every small dog sits on a couch.", {"Every", "small", "dog"}),
        ("Only one dog on a bed.", {"Only", "one", "dog", "on", "a", "bed", "."}),
        ("A boy feeds all dogs.", {"all", "dogs"}),
        ("The most beautiful dog on a couch.", set()),
    ],
)
def test_what_is_said_of_all_is_found_with_all_that_limits_it(parse: Parse, caption: str, words: set[str]) -> None:
    sentence = parse(caption)
    assert {sentence.words[i].text for i in universal(sentence)} == words
