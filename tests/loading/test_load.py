import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from some_shards import rows_of, write_shards

import hardneg
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_shards(tmp_path_factory.mktemp("load"), rows_of(1, 2), 10)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"negatives": 0}, "negatives=0; give a whole number of 1 or more, or 'all'"),
        ({"negatives": "some"}, "negatives='some'"),
        ({"positives": -1}, "positives=-1; give a whole number of 0 or more"),
        ({"draw": "hard"}, "draw='hard'; give one of uniform, concreteness, margin, p_valid"),
        ({"group": "text"}, "group='text'; give one of caption, image"),
        ({"on_error": "ignore"}, "on_error='ignore'"),
        ({"seed": -1}, "seed=-1"),
        ({"needs_image": True, "images": False}, "needs_image=True with images=False"),
        ({"family_weights": {"colour": 1.0}}, "names 'colour', which is no family: action,"),
        ({"family_weights": {"count": -1.0}}, "is -1.0; give a number of 0 or more"),
        ({"family_weights": {"count": "2"}}, "is '2'; give a number of 0 or more"),
        ({"rank": 1}, "give both rank and world_size"),
        ({"rank": 2, "world_size": 2}, "rank 2 of world_size 2"),
    ],
)
def test_an_argument_that_cannot_be_is_named(out: str, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        hardneg.load(out, **wrong)


def test_a_run_and_its_folder_of_shards_are_read_alike(finished_run: Path) -> None:
    whole, part = (hardneg.load(str(each)) for each in (finished_run, finished_run / "shards"))
    assert [each["caption_id"] for each in whole] == [each["caption_id"] for each in part]


@pytest.mark.slow
@pytest.mark.parametrize("call", ["hardneg.load('x')", "hardneg.collate([])"])
def test_without_torch_a_line_says_which_extra_to_install(call: str) -> None:
    code = f"import sys; sys.modules['torch'] = None\nimport hardneg\ntry:\n    {call}\nexcept hardneg.errors.UserError as e:\n    print(e)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "needs torch, which is not installed: run `pip install 'hardneg[images]'`" in said


def test_the_largest_image_is_that_of_the_run(run_of: Callable[..., Path], rewritten: Callable[..., RewrittenRow], tmp_path: Path) -> None:
    sink = io.BytesIO()
    PIL.Image.new("RGB", (6, 4)).save(sink, "PNG")
    for most in (24, 23):
        config = Config.model_validate({"captions": {"max_pixels": most}, "shards": {"val_share": 0}})
        out = run_of(tmp_path / str(most), config, [[rewritten(0, image=Image(bytes=sink.getvalue()))]])

        samples = hardneg.load(str(out))
        if most == 24:
            assert [sample["image"].size for sample in samples] == [(6, 4)]
        else:
            with pytest.raises(UserError, match="6 x 4 pixels, at most 23"):
                list(samples)
