from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from synthesise.crayons import config, painter

from hardneg.errors import UserError
from hardneg.models.pipeline_folder import find_pipeline
from hardneg.synthesise.load import load_pipeline
from hardneg.synthesise.order import DrawingOrder
from hardneg.synthesise.painter import Painter

Pipelines = Callable[[str], Path]


def real(folder: Path, **told: Any) -> Painter:
    settings = config(model=str(folder), device="cpu", steps=2, size=32, **told)
    return Painter(load_pipeline(find_pipeline(str(folder)), settings), settings)


def orders(count: int, mode: str = "text") -> list[DrawingOrder]:
    source, mask = PIL.Image.new("RGB", (48, 32), "red"), PIL.Image.new("L", (48, 32))
    mask.paste(255, (0, 0, 24, 32))
    return [DrawingOrder(f"a dog {i}", i, *((source, mask) if mode != "text" else ())) for i in range(count)]


def difference(a: PIL.Image.Image | None, b: PIL.Image.Image | None) -> int:
    return int(np.abs(np.asarray(a, int) - np.asarray(b, int)).max())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "mode"), [("text", "text"), ("inpaint", "inpaint"), ("text", "image"), ("instruct", "instruct"), ("xl", "text")]
)
def test_a_picture_depends_on_its_seed_and_prompt_and_not_on_its_batch(pipelines: Pipelines, kind: str, mode: str) -> None:
    made = real(pipelines(kind), mode=mode, strength=None if mode == "text" else 1.0)
    together = made.draw(orders(3, mode))
    assert together == made.draw(orders(3, mode))
    alone = [made.draw([order])[0] for order in orders(3, mode)]
    assert max(map(difference, together, alone)) <= 1  # the last bit of a matrix product depends on its shape
    assert difference(together[0], together[1]) > 20
    assert {image.size for image in together if image is not None} == {(32, 32) if mode == "text" else (48, 32)}


@pytest.mark.slow
def test_a_batch_that_does_not_fit_is_halved_and_nothing_is_lost() -> None:
    whole = painter(config(batch_size=8))
    tight = painter(config(batch_size=8), room=3)
    asked = [DrawingOrder(f"a {colour} dog", i) for i, colour in enumerate(["red", "green", "blue"] * 5)]
    assert tight.draw(asked) == whole.draw(asked)
    assert tight.pipe.batches == [2] * 7 + [1]
    assert tight.batch_size == 2


def test_a_single_picture_that_does_not_fit_stops_the_run_with_what_to_do() -> None:
    with pytest.raises(UserError, match=r"out of memory with a single image; set a smaller synthesise\.size"):
        painter(config(), room=0).draw([DrawingOrder("a red dog", 1)])


def test_other_errors_are_not_taken_for_a_lack_of_memory() -> None:
    with pytest.raises(StopIteration):
        painter(config()).draw([DrawingOrder("no colour at all", 1)])


def test_what_the_pipelines_checker_blacks_out_is_no_picture() -> None:
    drawn = painter(config(), nsfw="green").draw([DrawingOrder("a red dog", 1), DrawingOrder("a green dog", 2)])
    assert [image is None for image in drawn] == [False, True]


def test_prompts_longer_than_every_text_encoder_reads_are_found(pipelines: Pipelines) -> None:
    for kind in ("text", "xl"):
        made = real(pipelines(kind))
        assert made.excess("a short dog") is None
        assert made.excess("a dog with a very long tail") == (23, 20)


def test_a_pipeline_without_a_tokenizer_knows_no_limit() -> None:
    assert painter(config()).excess("word " * 1000) is None


def test_edited_images_get_the_size_that_the_model_was_made_for(pipelines: Pipelines) -> None:
    made = real(pipelines("text"))
    assert made.side == 32
    made.config = config(size=None)
    assert made.side == 16 * 2
