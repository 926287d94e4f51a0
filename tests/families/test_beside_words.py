import pytest
from sentences import Parse, word

from hardneg.families.beside_words import contrary_adverb, is_bound, suits_the_kin


@pytest.mark.parametrize(
    ("caption", "attribute", "kind", "bound"),
    [
        ("A broken down car.", "broken", "state", True),
        ("A broken window.", "broken", "state", False),
        ("Small and large cars.", "small", "size", True),
        ("A small car.", "small", "size", False),
        ("A clear blue sky.", "clear", "state", True),
        ("The man is hard to see.", "hard", "texture", True),
        ("The bed is hard.", "hard", "texture", False),
        ("Cows on a lush green field.", "lush", "state", True),
        ("Cows on a lush field.", "lush", "state", False),
        ("A crowded bus filled with children.", "crowded", "state", True),
        ("A crowded bus on a bridge.", "crowded", "state", False),
        ("The keyboard of an open laptop.", "open", "state", True),
        ("An open laptop on a desk.", "open", "state", False),
        ("A mug of black tea.", "black", "colour", True),
        ("A black mug of tea.", "black", "colour", False),
    ],
)
def test_a_neighbouring_word_binds_an_attribute(parse: Parse, caption: str, attribute: str, kind: str, bound: bool) -> None:
    sentence = parse(caption)
    found = word(sentence, attribute)
    assert is_bound(sentence, found, sentence.head(found), kind) is bound


def test_an_adverb_of_place_has_a_contrary(parse: Parse) -> None:
    assert contrary_adverb(word(parse("People are outside."), "outside")) == "inside"
    assert contrary_adverb(word(parse("People are happy."), "happy")) is None


def test_nobody_beside_a_parent_is_elderly(parse: Parse) -> None:
    sentence = parse("An old man and his dad.")
    assert not suits_the_kin(sentence, word(sentence, "man"), "elderly")
    assert suits_the_kin(sentence, word(sentence, "man"), "young")
    sentence = parse("A man and his dog.")
    assert suits_the_kin(sentence, word(sentence, "man"), "elderly")
