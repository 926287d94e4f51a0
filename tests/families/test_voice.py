import pytest
from sentences import Parse

from hardneg.families.voice import switched
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def over(sentence: Sentence, verb: str, subject: str, object_: str) -> str | None:
    by_text = {word.text: word for word in sentence.words}
    edits = switched(sentence, by_text[verb], by_text[subject], by_text[object_])
    return None if edits is None else splice(sentence.text, edits)


@pytest.mark.parametrize(
    ("caption", "words", "negative"),
    [
        ("A dog chases a man.", ("chases", "dog", "man"), "A dog is chased by a man."),
        ("Two dogs chased a man.", ("chased", "dogs", "man"), "Two dogs were chased by a man."),
        ("A dog is chasing a boy.", ("chasing", "dog", "boy"), "A dog is being chased by a boy."),
        ("A cat is chased by a big dog.", ("chased", "cat", "dog"), "A cat is chasing a big dog."),
    ],
)
def test_a_verb_turns_over_and_its_auxiliaries_follow(parse: Parse, caption: str, words: tuple[str, str, str], negative: str) -> None:
    assert over(parse(caption), *words) == negative


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A man chases a ball.", ("chases", "man", "ball")),
        ("A man sees a dog.", ("sees", "man", "dog")),
        ("A dog does not chase a man.", ("chase", "dog", "man")),
    ],
)
def test_what_only_one_of_them_can_do_or_what_is_denied_is_not_turned(parse: Parse, caption: str, words: tuple[str, str, str]) -> None:
    assert over(parse(caption), *words) is None
