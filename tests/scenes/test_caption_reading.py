import pytest

from hardneg.scenes.caption_reading import CaptionClaim, Noun, read


def test_a_relation_is_read_from_either_order() -> None:
    left = CaptionClaim("relation", (Noun("a", None, False, (("shape", "circle"),)), Noun("a", None, False, (("shape", "star"),))), "left")
    assert read("A circle is to the left of a star.") == [left]
    assert read("to the left of a star is a circle") == [left]
    assert read("There is a circle left of a star") == [left]
    assert read("A picture of a circle on the left side of a star") == [left]


def test_clauses_are_separated() -> None:
    claims = read("There are two red circles, and the star is small; a cross touches a heart.")
    assert claims is not None
    assert [claim.kind for claim in claims] == ["exists", "has", "relation"]


def test_a_relative_clause_belongs_to_its_noun() -> None:
    claims = read("a circle that is red and small above a star")
    assert claims is not None
    assert claims[0].nouns[0].required == (("shape", "circle"), ("colour", "red"), ("size", "small"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "red",
        "a circle left",
        "a circle left of",
        "two circle",
        "a circles",
        "the of circle",
        "there is",
        "circle circle",
        "A man riding a wave on top of a surfboard.",
        "a red dog left of a blue circle",
        "a circle and a star above a square",  # one of them, or both?
        "a cleaning of a red circle",
        "a circle " * 200,
    ],
)
def test_what_is_not_of_the_language_is_not_read(text: str) -> None:
    assert read(text) is None
