from collections.abc import Callable

import pytest

from pipeline.families.pronouns import possessive, pronoun_edits
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.splice import splice

Parse = Callable[[str], Sentence]


@pytest.mark.parametrize(
    ("caption", "noun", "plural", "text"),
    [
        ("A dog lies in its basket.", "dog", True, "A dog lies in their basket."),
        ("Two men hold their hats.", "men", False, "Two men hold his hats."),
        ("A woman looks at herself.", "woman", True, "A woman looks at themselves."),
        ("A chair stands beside a man and his hat.", "chair", True, "A chair stands beside a man and his hat."),
    ],
)
def test_pronouns_follow_the_noun_that_they_stand_for(parse: Parse, caption: str, noun: str, plural: bool, text: str) -> None:
    sentence = parse(caption)
    edits = pronoun_edits(sentence, next(word for word in sentence.words if word.text == noun), plural)
    assert edits is not None
    assert splice(caption, edits) == text


@pytest.mark.parametrize(
    ("caption", "noun", "plural"),
    [
        ("A dog and its owner with its bag.", "dog", True),
        ("Two people hold their bags.", "people", False),
        ("A man smiles as he runs.", "man", True),
        ("A dog sits beside a man and his hat.", "dog", True),
    ],
)
def test_where_it_is_not_clear_what_follows_nothing_is_said(parse: Parse, caption: str, noun: str, plural: bool) -> None:
    sentence = parse(caption)
    assert pronoun_edits(sentence, next(word for word in sentence.words if word.text == noun), plural) is None


def test_a_possessive_is_known_only_where_the_word_tells_the_sex(parse: Parse) -> None:
    by_text = {word.text: word for word in parse("A man, a woman, a dog and a person.").words}
    assert [possessive(by_text[noun], False) for noun in ("man", "woman", "dog", "person")] == ["his", "her", "its", None]
    assert possessive(by_text["person"], True) == "their"
