import pytest
from sentences import Parse, word

from hardneg.grammar.sentence import Sentence


@pytest.mark.parametrize(
    ("caption", "verb", "subject"),
    [
        ("The dog is chasing a cat.", "chasing", "dog"),
        ("A man holding an umbrella.", "holding", "man"),
        ("A man who is riding a horse.", "riding", "man"),
        ("The boy is chased by a dog.", "chased", "boy"),
        ("A woman sits and reads a book.", "reads", "woman"),
    ],
)
def test_the_subject_is_found_across_participles_clauses_and_lists(parse: Parse, caption: str, verb: str, subject: str) -> None:
    sentence = parse(caption)
    found = sentence.subject(word(sentence, verb))
    assert found is not None
    assert found.text == subject


def test_neighbours_and_slices_are_those_of_the_text(parse: Parse) -> None:
    sentence = parse("A  small dog.")
    small = word(sentence, "small")
    after = sentence.after(small)
    assert after is not None
    assert after.text == "dog"
    assert sentence.before(sentence.words[0]) is None
    assert sentence.after(sentence.words[-1]) is None
    assert sentence.slice(0, after.i + 1) == "A  small dog"


def test_conjuncts_are_found_from_any_of_them(parse: Parse) -> None:
    sentence = parse("A red, green and blue kite.")
    colours = {"red", "green", "blue"}
    for colour in colours:
        assert {each.text for each in sentence.conjuncts(word(sentence, colour))} == colours - {colour}


def test_what_was_asked_once_is_not_computed_again(parse: Parse) -> None:
    asked = []

    def ask(sentence: Sentence) -> int:
        asked.append(sentence)
        return len(sentence.words)

    one, two = parse("A dog."), parse("A cat sleeps.")
    assert [one.once(ask), one.once(ask), two.once(ask)] == [3, 3, 4]
    assert asked == [one, two]
    one.forget()
    assert one.once(ask) == 3
    assert asked == [one, two, one]
