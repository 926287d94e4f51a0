import itertools

import pytest

from hardneg.scenes.edit import MAX_THINGS, edited, more_of
from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.scenes.space import APART, gap, inside, touching
from hardneg.scenes.text_variants import negatives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for

RED = Thing("circle", "red", "small", "solid", 0.25, 0.5, 0.11)
BLUE = Thing("square", "blue", "small", "striped", 0.75, 0.5, 0.11)
SCENE = Scene((RED, BLUE), Background("white", "plain"))


@pytest.mark.parametrize(
    ("caption", "negative", "things"),
    [
        ("A red circle.", "A green circle.", (RED._replace(colour="green"), BLUE)),
        ("A red circle and a blue square.", "A red star and a blue square.", (RED._replace(shape="star"), BLUE)),
        ("A small red circle.", "A large red circle.", (RED._replace(size="large", extent=0.186), BLUE)),
        ("A solid circle and a striped square.", "A striped circle and a solid square.", None),
        ("A red circle left of a blue square.", "A red circle right of a blue square.", (RED._replace(x=0.75), BLUE._replace(x=0.25))),
        ("One blue square.", "Two blue squares.", None),
    ],
)
def test_one_change_makes_the_negative_true_and_the_caption_false(caption: str, negative: str, things: tuple[Thing, ...] | None) -> None:
    found = edited(SCENE, caption, negative)
    assert found is not None
    assert (is_true(negative, found), is_true(caption, found)) == (True, False)
    if things is not None:
        assert found.things == things


def test_all_things_that_a_phrase_denotes_get_the_same_change() -> None:
    scene = SCENE._replace(things=(RED, RED._replace(y=0.15), BLUE))
    found = edited(scene, "Two red circles.", "Two green circles.")
    assert found is not None
    assert [thing.colour for thing in found.things] == ["green", "green", "blue"]


def test_fewer_are_what_is_left_when_some_are_taken_away() -> None:
    scene = SCENE._replace(things=(RED, RED._replace(y=0.15), RED._replace(y=0.85), BLUE))
    found = edited(scene, "Three red circles.", "One red circle.")
    assert found is not None
    assert found.things == (RED, BLUE)


def test_a_background_can_be_what_is_changed() -> None:
    found = edited(SCENE, "A red circle on a white background.", "A red circle on a beige background.")
    assert found is not None
    assert found.background == Background("beige", "plain")
    assert found.things == SCENE.things


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A red circle.", "Two red circles."),  # with two of them one is still there, so the caption stays true
        ("A red circle.", "A red dog on the beach."),
        ("A red circle in a blue square.", "A blue square in a red circle and a red circle in a blue square."),
    ],
)
def test_where_no_edit_does_it_there_is_none(caption: str, negative: str) -> None:
    assert edited(SCENE, caption, negative) is None


def test_edited_scenes_are_drawn_as_others_are() -> None:
    found = 0
    for sample in samples(3, 12):
        for pair in negatives(sample.scene, generator_for(3, sample.id, "test", "negatives"), sample.statement):
            scene = edited(sample.scene, pair.caption, pair.negative)
            if scene is None:
                continue
            found += 1
            assert (is_true(pair.negative, scene), is_true(pair.caption, scene)) == (True, False)
            assert render(scene) != render(sample.scene)
            for one, two in itertools.combinations(scene.things, 2):
                stood = one in sample.scene.things and two in sample.scene.things
                assert stood or gap(one, two) >= APART or inside(two, one) or touching(one, two)
    assert found > 25


def test_no_scene_has_more_things_than_the_world() -> None:
    things = tuple(Thing("heart", "red", "small", "solid", 0.12 + 0.15 * i, 0.3, 0.11) for i in range(6))
    six = Scene(things, Background("white", "plain"))
    whole = more_of(six, things[0], 1)
    assert whole is not None
    assert len(whole.things) == MAX_THINGS
    assert more_of(whole, things[0], 1) is None
