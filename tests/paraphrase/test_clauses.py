import pytest
from paraphrase.offered import texts
from sentences import Parse

from hardneg.paraphrase.clauses import orders


@pytest.mark.parametrize(
    ("caption", "reworded"),
    [
        ("A boy paints a fence while a girl watches.", "A girl watches while a boy paints a fence."),
        ("A woman tossing a ball as a child looks on.", "A child looks on as a woman is tossing a ball."),
        ("Two men are reading books and a child is running around.", "A child is running around and two men are reading books."),
        ("A man sits on a bench, while a woman stands.", "A woman stands while a man sits on a bench."),
    ],
)
def test_what_goes_on_at_once_is_told_in_the_other_order(parse: Parse, caption: str, reworded: str) -> None:
    assert texts(parse(caption), orders) == [reworded]


@pytest.mark.parametrize(
    "caption",
    [
        "A man falls and a crowd laughs.",  # a sequence in time
        "A boy paints a fence while his sister watches.",
        "A boy sits while a girl talks to him.",
        "No dog sleeps while a cat eats.",
        "A man watches a dog while eating.",
        "A child jumps while a man watches the child.",
        "A boy runs and then a girl is running.",
    ],
)
def test_what_follows_or_points_back_stays(parse: Parse, caption: str) -> None:
    assert texts(parse(caption), orders) == []
