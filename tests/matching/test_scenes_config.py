import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from hardneg.errors import UserError
from hardneg.matching.scenes_config import SceneConfig, read_config, write_config
from hardneg.models.matcher_folder import WEIGHTS


def test_measures_come_back_as_they_were_written(tmp_path: Path) -> None:
    shape = SceneConfig(vocabulary=17, channels=(8, 16, 24), fusion_layers=1, threshold=-0.125)
    write_config(shape, tmp_path)
    assert read_config(tmp_path) == shape


def test_the_grid_has_an_eighth_of_the_pixels_of_a_side() -> None:
    assert [SceneConfig(vocabulary=9, image_size=size).cells for size in (64, 96)] == [8, 12]


def test_the_shipped_matcher_has_measures() -> None:
    assert read_config(WEIGHTS / "scenes").vocabulary > 1000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, r"no config\.json"),
        ("{", "not JSON"),
        ("[1]", "folder of another kind"),
        ('{"model_type": "clip", "vocabulary": 9}', "folder of another kind"),
        ('{"model_type": "hardneg-cross"}', "vocabulary.*required"),
        ('{"model_type": "hardneg-cross", "vocabulary": 4}', "vocabulary.*greater"),
        ('{"model_type": "hardneg-cross", "vocabulary": 9, "channels": [1, 2]}', "channels"),
    ],
)
def test_a_config_of_no_such_network_is_a_users_mistake_of_one_line(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(UserError, match=said) as caught:
        read_config(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_misspelt_measure_is_not_taken_for_a_default(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        SceneConfig(vocabulary=9, widht=64)  # type: ignore[call-arg]
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "hardneg-cross", "vocabulary": 9, "widht": 64}))
    with pytest.raises(UserError, match="widht"):
        read_config(tmp_path)
