from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hardneg.errors import UserError
from hardneg.models.pipeline_folder import find_pipeline
from hardneg.schemas.config import SynthesiseConfig
from hardneg.synthesise.load import load_pipeline

Pipelines = Callable[[str], Path]


def load(folder: Path, **told: Any) -> Any:
    return load_pipeline(find_pipeline(str(folder)), SynthesiseConfig.model_validate({"model": str(folder), "device": "cpu"} | told))


@pytest.mark.parametrize(
    ("kind", "mode", "name"),
    [
        ("text", "text", "StableDiffusionPipeline"),
        ("text", "image", "StableDiffusionImg2ImgPipeline"),
        ("text", "inpaint", "StableDiffusionInpaintPipeline"),
        ("inpaint", "inpaint", "StableDiffusionInpaintPipeline"),
        ("instruct", "instruct", "StableDiffusionInstructPix2PixPipeline"),
        ("xl", "text", "StableDiffusionXLPipeline"),
        ("xl", "inpaint", "StableDiffusionXLInpaintPipeline"),
        ("xl", "image", "StableDiffusionXLImg2ImgPipeline"),
    ],
)
def test_the_class_follows_from_the_folder_and_the_mode(pipelines: Pipelines, kind: str, mode: str, name: str) -> None:
    assert type(load(pipelines(kind), mode=mode)).__name__ == name


@pytest.mark.parametrize(
    ("kind", "mode", "said"),
    [
        ("inpaint", "text", "takes 9 channels, and mode text needs 4; it is for mode inpaint"),
        ("inpaint", "instruct", "StableDiffusionInpaintPipeline cannot do mode instruct; classes that can: StableDiffusionInstruct"),
        ("instruct", "text", "StableDiffusionInstructPix2PixPipeline cannot do mode text"),
        ("text", "instruct", "StableDiffusionPipeline cannot do mode instruct"),
    ],
)
def test_a_class_that_does_not_fit_the_mode_is_one_clear_line(pipelines: Pipelines, kind: str, mode: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        load(pipelines(kind), mode=mode)
    assert "\n" not in str(error.value)


def test_steps_that_come_to_nothing_are_refused_before_anything_is_drawn(pipelines: Pipelines) -> None:
    with pytest.raises(UserError, match=r"steps 2 x strength 0\.3 is less than one step"):
        load(pipelines("xl"), mode="image", steps=2, strength=0.3)


def test_pickled_weights_are_not_loaded(pipelines: Pipelines, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "pickled"
    shutil.copytree(pipelines("text"), folder)
    (folder / "unet" / "diffusion_pytorch_model.safetensors").rename(folder / "unet" / "diffusion_pytorch_model.bin")
    with pytest.raises(UserError, match="cannot be loaded as StableDiffusionPipeline"):
        load(folder)


def test_a_class_that_nobody_knows_is_said(pipelines: Pipelines, tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text('{"_class_name": "TomorrowsPipeline"}')
    with pytest.raises(UserError, match="no pipeline class TomorrowsPipeline; is it of a newer version"):
        load(tmp_path)


def test_offloading_needs_something_to_offload_from(pipelines: Pipelines) -> None:
    with pytest.raises(UserError, match=r"there is no GPU here to offload from; set synthesise\.offload=none"):
        load(pipelines("text"), offload="model")


def test_attention_can_be_sliced_and_the_picture_stays_the_same(pipelines: Pipelines) -> None:
    import numpy as np
    import torch

    drawn = []
    for sliced in (False, True):
        pipe = load(pipelines("text"), attention_slicing=sliced)
        drawn.append(np.asarray(pipe("a dog", num_inference_steps=2, generator=torch.Generator().manual_seed(1)).images[0], int))
    assert np.abs(drawn[0] - drawn[1]).max() <= 1
