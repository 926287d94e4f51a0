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


@pytest.mark.parametrize(
    ("caption", "word"),
    [
        ("A man without a hat holds an umbrella.", "umbrella"),
        ("The guard is not smiling, but a girl beside him holds a flag.", "girl"),
        ("Sadly I don't see every corner of it, but there is a boy in a yellow coat.", "yellow"),
        ("No horse stands here and a farmer sweeps the yard.", "farmer"),
    ],
)
def test_what_stands_beside_a_denial_is_edited(parse: Parse, caption: str, word: str) -> None:
    assert word not in kept(parse(caption))


@pytest.mark.parametrize("caption", ["A dog does not bark or a horse runs.", "The girl is not smiling and holding a horse."])
def test_a_denial_reaches_what_is_joined_to_it_without_a_clause_of_its_own(parse: Parse, caption: str) -> None:
    assert "horse" in kept(parse(caption))


@pytest.mark.parametrize(
    "caption", ["Is the man holding a red umbrella?", "dog", "1990s", "https://example.com/red-car", "", '"A red dog"']
)
def test_a_question_a_quote_and_a_lone_word_offer_little(parse: Parse, caption: str) -> None:
    assert [target for name in REPLACING for target in FAMILIES[name].find(parse(caption)) if " " in caption] == []
