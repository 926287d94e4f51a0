"""Check that added things make negatives true beside their caption, or leave them false."""

import random

import pytest

from hardneg.scenes.additions import added_pairs, with_additions
from hardneg.scenes.edit import MAX_THINGS
from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.placement import are_apart, is_in_image
from hardneg.scenes.text_variants import CHANGES, SceneNegative
from hardneg.scenes.world import samples
from hardneg.schemas.family import Family

RED = Thing("circle", "red", "small", "solid", 0.35, 0.5, 0.06)
BLUE = Thing("square", "blue", "small", "striped", 0.6, 0.5, 0.06)
SCENE = Scene((RED, BLUE), Background("white", "plain"))


def added(caption: str, negative: str, scene: Scene = SCENE) -> tuple[Scene, Scene] | None:
    return with_additions(scene, SceneNegative(Family.OBJECT, caption, negative), random.Random(0))


@pytest.mark.parametrize(
    ("caption", "negative", "more"),
    [
        ("A red circle.", "A green circle.", 1),
        ("A red circle.", "A red star.", 1),
        ("A red circle is left of a blue square.", "A red circle is right of a blue square.", 1),
        ("A red circle is left of a blue square.", "A blue square is left of a red circle.", 1),
        ("A red circle and a blue square.", "A blue circle and a red square.", 2),
        ("A solid circle and a striped square.", "A striped circle and a solid square.", 2),
        ("A red circle.", "Two red circles.", 1),
    ],
)
def test_as_many_things_make_the_negative_true_or_leave_it_false_and_the_caption_stays_true(caption: str, negative: str, more: int) -> None:
    found = added(caption, negative)
    assert found is not None
    for scene, truth in zip(found, (False, True), strict=True):
        assert (is_true(caption, scene), is_true(negative, scene)) == (True, truth)
        assert scene.things[:2] == SCENE.things
        assert len(scene.things) == 2 + more
        for i, thing in enumerate(scene.things):
            assert is_in_image(thing)
            assert are_apart(thing, scene.things[:i])


@pytest.mark.parametrize(
    ("caption", "negative"),
    [("Two shapes.", "Three shapes."), ("One red circle.", "Two red circles."), ("A red circle.", "A circle on the moon.")],
)
def test_what_excludes_the_negative_or_is_outside_the_language_gives_nothing(caption: str, negative: str) -> None:
    assert added(caption, negative) is None


def test_a_full_scene_gets_nothing_more() -> None:
    things = tuple(RED._replace(x=0.1 + 0.13 * i, extent=0.03) for i in range(MAX_THINGS))
    assert added("Red circles.", "A green circle.", SCENE._replace(things=things)) is None


def test_families_have_valid_and_invalid_pairs_and_the_same_each_time() -> None:
    found = []
    for sample in samples(4, 24):
        pairs = added_pairs(sample.scene, random.Random(sample.id), sample.statement)
        assert pairs == added_pairs(sample.scene, random.Random(sample.id), sample.statement)
        assert len({pair.texts.family for pair in pairs}) == len(pairs)
        for pair in pairs:
            assert is_true(pair.texts.caption, pair.scene) is True
            assert is_true(pair.texts.negative, pair.scene) is not pair.valid
        found += pairs
    assert {pair.texts.family for pair in found} == set(CHANGES)
    assert 0.35 < sum(pair.valid for pair in found) / len(found) < 0.65
