import pytest

from hardneg.grammar.splice import Edit
from hardneg.rewrite.debias.exchange_order import exchange_of, features


def test_an_exchange_is_what_the_first_edit_but_an_articles_removes_and_inserts() -> None:
    edits = [Edit(14, 19, "apple", "dog"), Edit(0, 1, "A", "An"), Edit(2, 5, "dog", "apple"), Edit(11, 13, "an", "a")]
    assert exchange_of("swap_object", edits) == ("dog", "apple")
    assert exchange_of("object", edits) is None
    assert exchange_of("word_order", []) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("man", "dog"),
        ("a large cow", "the fox"),
        ("red", "small"),
        ("dogs", "dog"),
        ("two men", "a woman"),
        ("zzz", "qqq"),
        ("red bus", "bus"),
        ("two", "a"),
    ],
)
def test_an_exchange_and_its_reverse_cancel(one: str, other: str) -> None:
    there, back = features((one, other)), features((other, one))
    assert there == {key: -value for key, value in back.items()}


def test_features_say_which_word_sort_and_phrase_comes_first() -> None:
    found = features(("a man", "the big dogs"))
    assert found["first", "dog"] == found["longer", ""] == 1.0
    assert found["first", "man"] == -1.0
    assert found["order", "dog man"] == 1.0
    assert found["sorts", "animal person"] == 1.0
    assert found["starts", "definite one"] == 1.0
    assert features(("red", "wooden"))["sorts", "colour material"] == -1.0


def test_what_goes_over_comes_later() -> None:
    found = features(("red bus", "bus"))
    assert found["first", "red"] == found["longer", ""] == -1.0
    assert ("first", "bus") not in found
    assert found["sorts", " colour"] == 1.0


def test_a_number_and_an_article_are_two_sorts_of_beginning() -> None:
    assert features(("two", "a"))["starts", "one several"] == 1.0


def test_forms_of_one_word_have_no_order() -> None:
    assert features(("dog", "dogs")) == {}
