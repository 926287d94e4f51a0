import io
import random
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from hardneg.scenes.graph import BACKGROUNDS, BOXES, COLOURS, FILLS, SHAPES, SIZES, TEXTURES, Background, Scene, Thing
from hardneg.scenes.render import GROUND, PAINT, outline, png, render
from hardneg.scenes.scene_sampling import EXTENT, sample


def alone(shape: str = "circle", colour: str = "red", fill: str = "solid", extent: float = 0.11, ground: str = "white") -> Scene:
    return Scene((Thing(shape, colour, "small", fill, 0.5, 0.5, extent),), Background(ground, "plain"))


def difference(a: Scene, b: Scene) -> float:
    """Return the mean difference of the central quarter of the images, of 255."""
    box = (16, 16, 48, 48)
    return sum(ImageStat.Stat(ImageChops.difference(render(a).crop(box), render(b).crop(box))).mean) / 3


def test_the_same_scene_gives_the_same_bytes() -> None:
    scene = sample(random.Random(3))
    assert png(scene) == png(scene)
    assert png(scene) != png(sample(random.Random(4)))


@pytest.mark.parametrize("size", [64, 128, 50])
def test_a_picture_has_the_size_that_is_asked_for(size: int) -> None:
    picture = Image.open(io.BytesIO(png(sample(random.Random(3)), size)))
    assert (picture.size, picture.mode) == ((size, size), "RGB")


def test_edges_are_smooth() -> None:
    colours = render(alone()).getcolors(4096)
    assert colours is not None
    assert len(colours) > 6


@pytest.mark.parametrize("shape", SHAPES)
def test_an_outline_fills_its_box(shape: str) -> None:
    xs, ys = zip(*outline(shape), strict=True)
    assert (max(xs), max(ys)) == pytest.approx(BOXES[shape])
    assert (min(xs), min(ys)) == pytest.approx((-BOXES[shape][0], -BOXES[shape][1]))


@pytest.mark.parametrize("shape", SHAPES)
def test_fills_of_small_shapes_are_distinguishable(shape: str) -> None:
    for one, other in combinations(FILLS, 2):
        assert difference(alone(shape, fill=one), alone(shape, fill=other)) > 1.5


def test_shapes_are_distinguishable() -> None:
    for one, other in combinations(SHAPES, 2):
        assert difference(alone(one), alone(other)) > 1.5


def test_sizes_do_not_overlap() -> None:
    assert EXTENT["small"][1] * 1.4 < EXTENT["large"][0]
    assert list(EXTENT) == list(SIZES)


def test_every_colour_and_background_can_be_drawn_and_seen() -> None:
    for colour in COLOURS:
        for ground in BACKGROUNDS:
            assert max(abs(a - b) for a, b in zip(PAINT[colour], GROUND[ground], strict=True)) > 70
    for texture in TEXTURES:
        render(Scene((), Background("beige", texture)))
