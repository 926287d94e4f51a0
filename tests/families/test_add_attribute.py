import pytest
from sentences import Parse

from hardneg.families import add_attribute
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice


def added(sentence: Sentence) -> dict[tuple[str, str], list[str]]:
    """Return the negatives by noun and kind of attribute."""
    return {
        (target.lemma, target.kind): [
            splice(sentence.text, edits)
            for text in add_attribute.candidates(sentence, target)
            if (edits := add_attribute.realise(sentence, target, text))
        ]
        for target in add_attribute.find(sentence)
    }


@pytest.mark.parametrize(
    ("caption", "noun", "kind", "negative"),
    [
        ("A man sits on a couch.", "couch", "colour", "A man sits on a green couch."),
        ("A dog holds an umbrella.", "umbrella", "pattern", "A dog holds a striped umbrella."),
        ("A man walks two dogs.", "dog", "pattern", "A man walks two spotted dogs."),
        ("A man holds a plate.", "man", "age", "An elderly man holds a plate."),
        ("Trucks on a bridge.", "truck", "state", "Rusty trucks on a bridge."),
        ("It is late. Trucks cross a bridge.", "truck", "state", "It is late. Rusty trucks cross a bridge."),
    ],
)
def test_an_unlikely_attribute_goes_before_the_noun(parse: Parse, caption: str, noun: str, kind: str, negative: str) -> None:
    assert negative in added(parse(caption))[noun, kind]


@pytest.mark.parametrize(
    ("caption", "noun", "never"),
    [
        ("A carpet of leaves on the ground.", "carpet", {"plaid", "striped", "polka-dotted"}),
        ("Green leaves grow on the tree.", "tree", {"leafless", "bare"}),
    ],
)
def test_what_the_caption_contradicts_is_not_added(parse: Parse, caption: str, noun: str, never: set[str]) -> None:
    made = (text for (of, _), texts in added(parse(caption)).items() if of == noun for text in texts)
    assert not any(word in text.split() for text in made for word in never)


@pytest.mark.parametrize("caption", ["A red car.", "A tiger.", "He goes by train.", "The other dog.", "A hot dog."])
def test_what_is_described_or_has_no_room_stays(parse: Parse, caption: str) -> None:
    assert added(parse(caption)) == {}


def test_a_word_of_the_caption_is_not_said_again(parse: Parse) -> None:
    sentence = parse("A yellow car behind a truck.")
    assert not any("yellow truck" in text for texts in added(sentence).values() for text in texts)


@pytest.mark.parametrize(("caption", "unsaid"), [("A man in a red shirt.", "shirtless man"), ("A man with long hair.", "bald man")])
def test_what_the_rest_of_the_caption_belies_is_not_said(parse: Parse, caption: str, unsaid: str) -> None:
    found = added(parse(caption))["man", "other"]
    assert found
    assert not any(unsaid in text for text in found)
