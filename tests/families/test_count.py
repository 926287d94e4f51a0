from collections.abc import Callable

import pytest

from pipeline.families import count
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import splice

Parse = Callable[[str], Sentence]


def realised(sentence: Sentence, word: str, text: str) -> str | None:
    target = next(target for target in count.find(sentence) if sentence.text[target.start : target.end] == word)
    edits = count.realise(sentence, target, text)
    return splice(sentence.text, edits) if edits else None


@pytest.mark.parametrize(
    ("caption", "word", "text", "negative"),
    [
        ("Two dogs are sitting on a couch.", "Two", "three", "Three dogs are sitting on a couch."),
        ("Two dogs are sitting on a couch.", "Two", "one", "One dog is sitting on a couch."),
        ("A dog sits on a couch.", "A", "two", "Two dogs sit on a couch."),
        ("A man holds an umbrella.", "an", "three", "A man holds three umbrellas."),
        ("There are 3 cats on the bed.", "3", "5", "There are 5 cats on the bed."),
        ("There is a cat on the bed.", "a", "two", "There are two cats on the bed."),
        ("Several horses are in a field.", "Several", "two", "Two horses are in a field."),
        ("A pair of dogs are lying on a bed.", "A pair of", "one", "One dog is lying on a bed."),
        ("A couple of cats sit on a chair.", "A couple of", "five", "Five cats sit on a chair."),
        ("A few men play drums.", "A few", "ten", "Ten men play drums."),
        ("Young dogs are running with their ball.", "Young dogs", "a", "A young dog is running with its ball."),
        ("Elephants in a field.", "Elephants", "a", "An elephant in a field."),
        ("A woman is walking her dog.", "A", "two", "Two women are walking their dog."),
        ("Two men hold their hats.", "Two", "one", "One man holds his hats."),
        ("A dog sits.", "A", "several", "Several dogs sit."),
        ("A man who is sitting on a horse stands next to a dog.", "A", "two", "Two men who are sitting on a horse stand next to a dog."),
    ],
)
def test_noun_and_verb_agree_with_the_number(parse: Parse, caption: str, word: str, text: str, negative: str) -> None:
    assert realised(parse(caption), word, text) == negative


@pytest.mark.parametrize(
    "caption",
    ["A bowl of soup with some bread.", "It is a nice day in 1998.", "He is a chef.", "A hill that is 3 miles long.", "A group of people."],
)
def test_what_is_no_count_of_things_stays(parse: Parse, caption: str) -> None:
    assert list(count.find(parse(caption))) == []


@pytest.mark.parametrize(
    ("caption", "word"),
    [("The two cats are sleeping on a bed.", "two"), ("Her two dogs run.", "two"), ("Two giraffes stand next to each other.", "Two")],
)
def test_the_article_is_not_put_behind_another_nor_where_one_thing_would_be_beside_itself(parse: Parse, caption: str, word: str) -> None:
    assert realised(parse(caption), word, "a") is None


def test_several_may_be_three_and_is_not_replaced_by_it(parse: Parse) -> None:
    sentence = parse("Several dogs are in a field.")
    assert set(count.candidates(sentence, next(count.find(sentence)))) <= {"one", "two", "a"}


def test_a_number_may_become_the_article_that_numbers_replace(parse: Parse) -> None:
    sentence = parse("Two orange cats sit on a table.")
    target = next(count.find(sentence))
    assert "a" in count.candidates(sentence, target)
    edits = count.realise(sentence, target, "a")
    assert edits is not None
    assert splice(sentence.text, edits) == "An orange cat sits on a table."


def test_a_single_one_is_not_offered_where_a_pronoun_of_open_sex_would_have_to_follow(parse: Parse) -> None:
    sentence = parse("Two people chase their ball.")
    offered = count.candidates(sentence, next(count.find(sentence)))
    assert "one" not in offered
    assert "three" in offered
