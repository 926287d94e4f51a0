import pytest
from families.every import offered
from sentences import Parse

from hardneg.families import Name


@pytest.mark.parametrize(
    "caption",
    [
        "A partly full glass of milk.",
        "The glass is half full.",
        "A partially open door.",
        "The window is slightly open.",
        "The cat is partly white.",
    ],
)
def test_what_holds_of_a_part_leaves_room_for_its_contrary(parse: Parse, caption: str) -> None:
    assert not offered(parse(caption), Name.ATTRIBUTE)


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("An almost full glass of milk.", "empty"),
        ("The glass is completely full.", "empty"),
        ("The door is open.", "closed"),
        ("The cat is mostly white.", "black"),
        ("A slightly large dog.", "small"),
    ],
)
def test_other_adverbs_do_not(parse: Parse, caption: str, negative: str) -> None:
    assert negative in offered(parse(caption), Name.ATTRIBUTE)


def test_a_comparative_may_hold_beside_another_attribute(parse: Parse) -> None:
    assert "older" not in offered(parse("Young girls walk in a crowd."), Name.ATTRIBUTE)
    assert "teenage" in offered(parse("Little girls walk in a crowd."), Name.ATTRIBUTE)
    assert "young" in offered(parse("An older man walks in a crowd."), Name.ATTRIBUTE)
    assert offered(parse("An older boy walks in a crowd."), Name.ATTRIBUTE) <= {"younger", "smaller", "bigger", "taller", "shorter"}
    assert "smaller" in offered(parse("The dog is larger than the cat."), Name.ATTRIBUTE)
