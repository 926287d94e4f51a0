import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.scenes.graph import Background, Scene, dumps, loads
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
