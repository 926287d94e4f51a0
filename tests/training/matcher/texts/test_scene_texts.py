from hardneg.scenes.oracle import is_true
from hardneg.scenes.text_variants import CHANGES
from hardneg.scenes.world import samples
from hardneg.training.matcher.texts.scene_texts import scene_pairs

SCENES = {sample.caption: sample.scene for sample in samples(8, 40)}
PAIRS = list(scene_pairs(8, 40))


def test_what_follows_is_true_of_the_scene_and_what_does_not_is_false_of_it() -> None:
    assert len(PAIRS) > 100
    for pair in PAIRS:
        scene = SCENES[pair.source]
        assert is_true(pair.caption, scene) is True
        assert is_true(pair.text, scene) is pair.follows
        assert pair.text != pair.caption


def test_each_family_of_the_drawn_world_is_there_and_rewordings_are() -> None:
    assert {pair.kind for pair in PAIRS} == {family.value for family in CHANGES} | {"paraphrase"}
    assert {pair.kind for pair in PAIRS if pair.follows} == {"paraphrase"}


def test_pairs_follow_from_the_seed_and_not_from_how_many_there_are() -> None:
    assert list(scene_pairs(8, 5)) == PAIRS[: len(list(scene_pairs(8, 5)))]
    assert list(scene_pairs(9, 5)) != list(scene_pairs(8, 5))
