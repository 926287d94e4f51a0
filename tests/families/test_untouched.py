import pytest
from sentences import Parse

from hardneg.families import FAMILIES
from hardneg.families.untouched import untouched
from hardneg.grammar.sentence import Sentence

REPLACING = list(FAMILIES)


def kept(sentence: Sentence) -> set[str]:
    return {sentence.words[i].lower for i in untouched(sentence)}


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("A man without a hat holds an umbrella.", "hat"),
        ("There are no people on the beach.", "beach"),
        ("A dog is not sitting on the couch.", "couch"),
        ("A woman who doesn't hold a racket.", "racket"),
        ('A sign that says "red lion" on a wall.', "red"),
        ("A black-and-white cat.", "black"),
        ("A shirt with a 50% label and a $5 tag.", "50"),
        ("Nobody is riding the brown horse.", "brown"),
        ("Not a single person sits on the wooden bench.", "bench"),
        ('A monitor of 17" on a table.', "17"),
        ("The Red Sox player hits a ball.", "red"),
    ],
)
def test_what_is_denied_quoted_named_or_grown_together_stays(parse: Parse, caption: str, word: str) -> None:
    assert word in kept(parse(caption))


def test_what_stands_beside_a_denial_is_edited(parse: Parse) -> None:
    assert "umbrella" not in kept(parse("A man without a hat holds an umbrella."))


@pytest.mark.parametrize(
    "caption", ["Is the man holding a red umbrella?", "dog", "1990s", "https://example.com/red-car", "", '"A red dog"']
)
def test_a_question_a_quote_and_a_lone_word_offer_little(parse: Parse, caption: str) -> None:
    assert [target for name in REPLACING for target in FAMILIES[name].find(parse(caption)) if " " in caption] == []
