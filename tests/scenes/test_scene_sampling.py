import random
from collections import Counter
from itertools import combinations

from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.space import direction, gap, holds, nested, touching

SCENES = [sample(random.Random(seed)) for seed in range(600)]


def test_a_seed_gives_one_scene() -> None:
    assert sample(random.Random(4)) == sample(random.Random(4)) != sample(random.Random(5))


def test_things_stay_in_the_picture() -> None:
    for thing in (thing for scene in SCENES for thing in scene.things):
        assert thing.half_width < thing.x < 1 - thing.half_width
        assert thing.half_height < thing.y < 1 - thing.half_height


def test_things_are_apart_or_touch_or_one_is_in_the_other() -> None:
    for scene in SCENES:
        for a, b in combinations(scene.things, 2):
            assert gap(a, b) >= 0.04 or touching(a, b) or holds("inside", b, a)


def test_things_of_no_group_lie_in_clear_directions() -> None:
    for scene in SCENES:
        for a, b in combinations(scene.things[scene.group :], 2):
            assert nested(a, b) or direction(a, b) is not None


def test_all_arrangements_and_counts_occur() -> None:
    pairs = [pair for scene in SCENES for pair in combinations(scene.things, 2)]
    assert sum(touching(a, b) is True for a, b in pairs) > 30
    assert sum(holds("inside", b, a) is True for a, b in pairs) > 30
    assert {2, 3, 4, 5, 6} <= set(Counter(scene.group for scene in SCENES))
    assert {1, 2, 3, 4, 5} <= {len(scene.things) for scene in SCENES if not scene.group}


def test_a_thing_inside_has_another_colour() -> None:
    for scene in SCENES:
        for a, b in combinations(scene.things, 2):
            if nested(a, b) and not touching(a, b):
                assert a.colour != b.colour
