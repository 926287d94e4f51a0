from itertools import pairwise

import pytest
from corpus import SOURCES
from hypothesis import given
from hypothesis import strategies as st

from hardneg.scenes.graph import Background, Cutout, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.world import samples

# A small striped red circle left of a large solid blue square in which is a small yellow star; three black hearts in a row below.
SCENE = Scene(
    (
        Thing("square", "blue", "large", "solid", 0.7, 0.3, 0.24),
        Thing("star", "yellow", "small", "solid", 0.7, 0.3, 0.1),
        Thing("circle", "red", "small", "striped", 0.2, 0.3, 0.1),
        Thing("heart", "black", "small", "solid", 0.2, 0.8, 0.1),
        Thing("heart", "black", "small", "dotted", 0.5, 0.8, 0.1),
        Thing("heart", "black", "small", "solid", 0.8, 0.8, 0.1),
    ),
    Background("light blue", "plain"),
)

JUDGED = {
    "a red circle": True,
    "There is a small striped red circle.": True,
    "a blue circle": False,
    "a large red circle": False,
    "a white circle": False,
    "a pink blue square": False,
    "a hexagon": False,
    "The circle is red.": True,
    "The circle is red and striped.": True,
    "The circle is blue.": False,
    "The square is large, and the star is yellow.": True,
    "The square is large, and the star is green.": False,
    "The hearts are black.": True,
    "The hearts are solid.": False,
    "The heart is solid.": None,
    "three black hearts": True,
    "3 hearts": True,
    "There are two black hearts": False,
    "There are two solid hearts": True,
    "four hearts": False,
    "one heart": False,
    "a heart": True,
    "hearts": True,
    "circles": False,
    "several hearts": True,
    "several solid hearts": None,
    "a pair of solid hearts": True,
    "a group of three hearts": True,
    "no triangles": True,
    "There is no circle.": False,
    "a red circle and a blue square": True,
    "a blue circle and a red square": False,
    "a red circle, a yellow star and three hearts": True,
    "a small heart and a black heart": True,
    "a red circle and a striped circle": False,
    "a red circle left of a blue square": True,
    "a red circle right of a blue square": False,
    "to the right of a red circle is a blue square": True,
    "a blue square left of a red circle": False,
    "a red circle above a blue square": False,
    "a red circle on top of a blue square": False,
    "a red circle in front of a blue square": False,
    "a red circle above a black heart": True,
    "a red circle near a black heart": False,
    "a red circle next to a blue square": None,
    "two solid hearts below the square": None,
    "a star inside a square": True,
    "a star is surrounded by a blue square": True,
    "the blue square contains a yellow star": True,
    "a blue square inside a yellow star": False,
    "a star outside a square": False,
    "a star next to a square": False,
    "a star in front of a square": None,
    "a star touches a circle": False,
    "a dotted heart between two solid hearts": True,
    "a dotted heart is between a star and a circle": False,
    "a solid heart between a red circle and a yellow star": False,
    "three black hearts below a yellow star": None,
    "a red circle on a light blue background": True,
    "a red circle on a gray background": False,
    "a red circle riding a blue square": None,
    "a dog left of a blue square": None,
}


@pytest.mark.parametrize(("caption", "truth"), JUDGED.items())
def test_captions_of_a_drawn_by_hand_scene(caption: str, truth: bool | None) -> None:
    assert is_true(caption, SCENE) is truth


def test_a_counted_subject_may_be_part_of_more() -> None:
    others = (
        Thing("star", "red", "small", "solid", 0.9, 0.5, 0.1),
        *(Thing("circle", "red", "small", "solid", 0.2, y, 0.1) for y in (0.4, 0.6)),
    )
    scene = Scene(others, Background("white", "plain"))
    assert is_true("two circles left of a star", scene) is True
    assert is_true("two circles right of a star", scene) is False
    assert is_true("three circles left of a star", scene) is False
    assert is_true("one circle left of a star", scene) is None
    assert is_true("a circle left of a star", scene) is True


@pytest.mark.parametrize("source", SOURCES)
def test_captions_of_photos_are_not_judged(source: str) -> None:
    assert [caption for caption in SOURCES[source] if is_true(caption, SCENE) is not None] == []


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert is_true(text, SCENE) is None


WORDS = "a the two red small circle circles is are left of between and , . that in there square"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_any_words_of_the_language_are_taken(words: list[str]) -> None:
    assert is_true(" ".join(words), SCENE) in (True, False, None)


def test_a_long_list_of_adjectives_is_read_in_linear_time() -> None:
    # a reader that tries every division of the list into two would not come back from this
    assert is_true("a " + "red, and " * 200 + "dog", SCENE) is None


def test_a_caption_of_another_scene_is_mostly_false() -> None:
    drawn = list(samples(3, 500))
    truths = [is_true(one.caption, other.scene) for one, other in pairwise(drawn)]
    assert truths.count(False) > 0.9 * len(truths)


def photographed(noun: str, colour: str, x: float, *doubtful: str) -> Thing:
    return Thing(noun, colour, "small", "", x, 0.5, 0.1, Cutout(f"{noun}/1.png", 1.0, 0.8, doubtful=doubtful))


@pytest.mark.parametrize(
    ("caption", "truth"),
    [
        ("A brown dog.", None),
        ("A blue dog.", False),
        ("A dog left of a red car.", True),
        ("A brown dog left of a red car.", None),
        ("A brown dog right of a red car.", False),
        ("A blue dog left of a red car.", False),
        ("Two cars.", True),
        ("Two red cars.", None),
        ("A red car and an orange car.", None),
        ("Three red cars.", False),
        ("The dog is brown.", None),
        ("A zebra.", False),
        ("A red circle.", None),
        ("A dog on a white background.", None),
        ("Two sheep.", True),
        ("A sheep.", True),
        ("The sheep is small.", None),
    ],
)
def test_a_colour_that_is_doubtful_leaves_open_only_what_depends_on_it(caption: str, truth: bool | None) -> None:
    things = (
        photographed("dog", "", 0.15, "brown", "orange"),
        photographed("car", "red", 0.4),
        photographed("car", "orange", 0.6, "red"),
        photographed("sheep", "white", 0.75),
        photographed("sheep", "white", 0.9),
    )
    scene = Scene(things, Background("", "grass.jpg", (0.0, 0.0, 1.0, 0.0)), nouns=("car", "dog", "sheep", "zebra"))
    assert is_true(caption, scene) is truth
