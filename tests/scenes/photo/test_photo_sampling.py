import itertools
import random
from collections import Counter
from pathlib import Path

import pytest
from cutouts import draw_thing

from hardneg.scenes.photo.catalogue import read_catalogue
from hardneg.scenes.photo.paste import Pictures
from hardneg.scenes.photo.photo_sampling import HIDDEN, Sampler
from hardneg.scenes.placement import is_in_image
from hardneg.scenes.space import APART, gap, holds, nested
from hardneg.scenes.world import World, samples

COUNT = 90


def test_every_arrangement_occurs_and_counts_of_one_to_six(world: World) -> None:
    scenes = [sample.scene for sample in samples(4, COUNT, world=world)]
    pairs = [pair for scene in scenes for pair in itertools.permutations(scene.things, 2)]
    assert {len(scene.things) for scene in scenes} >= {1, 2, 3, 4, 5, 6}
    assert sum(holds("on_top", a, b) is True for a, b in pairs) > 3
    assert sum(holds("in_front", a, b) is True for a, b in pairs) > 3
    assert Counter(scene.group for scene in scenes).keys() >= {0, 2, 3, 4, 5, 6}


def test_things_lie_in_the_image_apart_on_each_other_or_clearly_in_front(world: World, folders: tuple[str, str]) -> None:
    pictures = Pictures(*folders)
    for sample in samples(5, COUNT, world=world):
        assert all(is_in_image(thing) for thing in sample.scene.things)
        for a, b in itertools.combinations(sample.scene.things, 2):
            if nested(a, b):
                assert holds("behind", a, b) is True
                assert HIDDEN[0] <= pictures.hidden_share(b, a) <= HIDDEN[1]
            else:
                assert gap(a, b) >= APART or True in (holds("touching", a, b), holds("on_top", a, b))


def test_equal_things_have_one_noun_and_one_colour(world: World) -> None:
    groups = [sample.scene.things[: sample.scene.group] for sample in samples(6, COUNT, world=world) if sample.scene.group]
    assert len(groups) > 20
    assert all(len({(thing.shape, thing.colour) for thing in group}) == 1 for group in groups)
    assert any(len({thing.cutout.picture for thing in group if thing.cutout}) > 1 for group in groups)


def test_a_scene_follows_from_its_seed(world: World) -> None:
    assert [sample.scene for sample in samples(7, 20, world=world)] == [sample.scene for sample in samples(7, 20, world=world)]


@pytest.mark.parametrize(
    ("sizes", "form", "weights"),
    [
        (((120, 90), (90, 100)), "ellipse", (36, 28, 0, 14, 12)),  # no top is flat
        (((400, 40), (40, 400)), "rectangle", (36, 28, 10, 0, 12)),  # a pole before a plank hides too little, and a plank too much
    ],
)
def test_an_arrangement_that_the_pictures_do_not_allow_is_never_drawn(
    tmp_path: Path, folders: tuple[str, str], sizes: tuple[tuple[int, int], ...], form: str, weights: tuple[int, ...]
) -> None:
    for noun, size in zip(("dog", "cat"), sizes, strict=True):
        draw_thing(tmp_path / noun / "1.png", size, form, (90, 80, 70))
    sampler = Sampler(read_catalogue(str(tmp_path), folders[1]), Pictures(str(tmp_path), folders[1]))
    assert sampler.weights == weights
    assert all(sampler.sample(random.Random(seed)).things for seed in range(60))


def test_the_pictures_of_the_tests_allow_all_arrangements(folders: tuple[str, str]) -> None:
    assert Sampler(read_catalogue(*folders), Pictures(*folders)).weights == (36, 28, 10, 14, 12)
