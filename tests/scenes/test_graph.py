import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.scenes.graph import Background, Cutout, Scene, Thing, dumps, loads
from hardneg.scenes.scene_sampling import sample


@given(st.integers(0, 2**32))
def test_a_scene_survives_json(seed: int) -> None:
    scene = sample(random.Random(seed))

    assert loads(dumps(scene)) == scene


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "things"),
        ('{"things": [{"shape": "circle"}], "background": {"colour": "white", "texture": "plain"}, "group": 0}', "not a scene"),
        ('{"things": [], "background": {"colour": "red", "texture": "plain"}, "group": 0}', "background"),
        ("[1", "Expecting"),
    ],
)
def test_what_is_no_scene_is_a_value_error(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        loads(text)


def test_an_unknown_shape_is_a_value_error() -> None:
    text = dumps(sample(random.Random(1)))
    scene = loads(text)
    wrong = Scene((scene.things[0]._replace(shape="dog"),), Background("white", "plain"))
    with pytest.raises(ValueError, match="shape 'dog'"):
        loads(dumps(wrong))


def test_cutouts_need_nouns_and_drawn_shapes_have_none() -> None:
    cutout = Thing("dog", "", "small", "", 0.5, 0.5, 0.1, Cutout("dog/1.png", 1.0, 0.8, doubtful=("brown",)))
    scene = Scene((cutout,), Background("", "grass.jpg", (0.0, 0.0, 1.0, 0.0)), nouns=("cat", "dog"))
    assert loads(dumps(scene)) == scene
    for wrong, said in ((scene._replace(nouns=()), "need nouns"), (scene._replace(nouns=("cat",)), "shape 'dog'")):
        with pytest.raises(ValueError, match=said):
            loads(dumps(wrong))
    assert '"cutout"' not in dumps(sample(random.Random(1)))
