import pytest
from sentences import Parse

from hardneg.grammar.articles import article_for, with_articles
from hardneg.grammar.splice import Edit, splice


@pytest.mark.parametrize(("word", "article"), [("hour", "an"), ("uniform", "a"), ("one", "a"), ("X-ray", "an"), ("orange", "an")])
def test_articles_go_by_sound(word: str, article: str) -> None:
    assert article_for(word) == article


@pytest.mark.parametrize(
    ("caption", "old", "new", "negative"),
    [
        ("A red car is parked.", "red", "orange", "An orange car is parked."),
        ("She holds an orange ball.", "orange", "red", "She holds a red ball."),
        ("AN ORANGE BALL", "ORANGE", "RED", "A RED BALL"),
        ("He saw a old red car.", "red", "blue", "He saw a old blue car."),
    ],
)
def test_an_article_follows_the_word_behind_it_and_no_other_moves(parse: Parse, caption: str, old: str, new: str, negative: str) -> None:
    start = caption.index(old)
    assert splice(caption, with_articles(parse(caption), [Edit(start, start + len(old), old, new)])) == negative
