from collections import Counter

import pytest

from hardneg.scenes.caption_reading import read
from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.oracle import fitting, is_true
from hardneg.scenes.space import CLEAR, towards
from hardneg.scenes.statement import Clause, Phrase, PhraseWord, Statement
from hardneg.training.generator.layout_examples import examples, in_order, layout_of, scenes_of


def test_captions_are_true_of_their_scenes() -> None:
    assert all(is_true(caption, scene) is True for scene, caption in examples(1, "test", 100, 2))


def test_most_scenes_have_nothing_but_what_the_caption_names() -> None:
    bare, full = (sum(len(scene.things) for scene, _ in examples(1, "test", 100, 1, bare=share)) for share in (1.0, 0.0))
    assert bare < 0.8 * full


def test_the_same_name_gives_the_same_examples() -> None:
    assert list(examples(1, "test", 5, 2)) == list(examples(1, "test", 5, 2))
    assert list(examples(1, "test", 5, 2)) != list(examples(1, "other", 5, 2))


def test_relations_that_the_grammar_seldom_makes_are_among_them() -> None:
    claims = [claim for _, caption in examples(1, "test", 400, 2) for claim in read(caption) or []]
    seen = Counter(claim.relation for claim in claims)
    assert all(seen[name] > 3 for name in ("on_top", "outside", "beside", "near", "far", "inside", "contains", "touching"))


def test_directions_that_a_caption_tells_are_clear_by_far() -> None:
    ratios = []
    for scene, caption in examples(1, "test", 150, 2):
        for claim in read(caption) or []:
            if claim.relation in ("left", "right"):
                ours, theirs = (fitting(noun, scene.things) for noun in claim.nouns)
                ratios += [abs(a.y - b.y) / abs(a.x - b.x) for a in ours for b in theirs if towards(a, b, claim.relation)]
    assert len(ratios) > 30
    assert sum(ratio <= 0.55 * CLEAR for ratio in ratios) > 0.7 * len(ratios)


def test_things_come_as_the_caption_names_them_then_from_left_to_right() -> None:
    first, second = _thing("star", "red", 0.8), _thing("heart", "blue", 0.4)
    others = [_thing("cross", "pink", 0.6), _thing("cross", "green", 0.2)]
    scene = Scene((*others, second, first), Background("white", "plain"))
    statement = Statement((Clause("relation", "{0} {rel} {1}", (_phrase("star"), _phrase("heart")), "right", "right of"),))
    assert in_order(statement, scene) == [first, second, others[1], others[0]]


def test_of_two_that_fit_the_one_that_the_relation_holds_of_comes_first() -> None:
    wrong, right, heart = _thing("star", "red", 0.2), _thing("star", "blue", 0.8), _thing("heart", "pink", 0.5)
    scene = Scene((wrong, right, heart), Background("white", "plain"))
    statement = Statement((Clause("relation", "{0} {rel} {1}", (_phrase("star"), _phrase("heart")), "right", "right of"),))
    assert in_order(statement, scene)[:2] == [right, heart]


@pytest.mark.parametrize("number", range(5))
def test_a_layout_is_its_scene(number: int) -> None:
    scene = next(iter(examples(number, "test", 1, 1)))[0]
    found = scenes_of(layout_of([scene]))[0]
    assert [thing[:4] for thing in found.things] == [thing[:4] for thing in scene.things]
    assert found.background == scene.background
    assert all(abs(one.x - other.x) < 1e-6 for one, other in zip(found.things, scene.things, strict=True))


def _thing(shape: str, colour: str, x: float) -> Thing:
    return Thing(shape, colour, "small", "solid", x, 0.5, 0.11)


def _phrase(shape: str) -> Phrase:
    return Phrase("a", 1, (), PhraseWord("shape", shape, shape))
