import pytest
from sentences import Parse, word

from hardneg.families.sides import OTHER, mirrored, side_words


@pytest.mark.parametrize(
    ("caption", "words"),
    [
        ("A dog is on the left.", ["left"]),
        ("A stove is on the left, while a sink stands on the right. The walls are tiled.", ["left"]),
        ("A stove is on the left, and another stove is on the right. The walls are tiled.", []),
        ("A stove is on the left side, while a sink stands on the other side.", []),
        ("The oven is on the left side of the room, while the sink is below the window.", ["left"]),
        ("A heron faces left. Reeds grow behind it.", ["left"]),
        ("The upper left corner is filled by a lamp.", ["left", "upper"]),
        ("A jar is on the left. It stands to the right of a pan.", []),
        ("A jar is on the left. A girl holds her cap. To the right of her is a pan.", ["left", "right"]),
        ("A man turns left.", []),
        ("The left hand of a man.", []),
    ],
)
def test_only_a_side_that_stands_alone_is_found(parse: Parse, caption: str, words: list[str]) -> None:
    assert [each.text for each in side_words(parse(caption))] == words


def test_sides_are_opposites_of_each_other() -> None:
    assert OTHER["left"] == "right"
    assert all(OTHER[OTHER[side]] == side for side in OTHER)


def test_two_sides_that_one_sentence_contrasts_change_together(parse: Parse) -> None:
    sentence = parse("The tray on the left is empty, while the tray on the right holds bread. A cat sleeps.")
    second = mirrored(sentence, word(sentence, "left"))
    assert second is not None
    assert second.text == "right"
    assert mirrored(sentence, second) is None


def test_sides_of_things_of_one_kind_that_nothing_distinguishes_do_not_change(parse: Parse) -> None:
    sentence = parse("There is a lamp on the left and a lamp on the right. A cat sleeps.")
    assert mirrored(sentence, word(sentence, "left")) is None
