from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from pipeline.cluster import ray_session
from pipeline.match.train.loop import fit
from pipeline.match.train.settings import Settings
from pipeline.synthesise.train.layout_task import LayoutTask
from pipeline.synthesise.train.picture_task import PictureTask

SMALL = LayoutTask(scenes=8, width=64, layers=1, looked_at=4)


def test_the_batch_of_a_step_is_always_the_same() -> None:
    one, again, other = (SMALL.batch(step, 0, 1) for step in (3, 3, 4))
    assert all(torch.equal(a, b) for a, b in zip(one, again, strict=True))
    assert not torch.equal(one.noise, other.noise)


def test_drawings_of_a_caption_differ_in_noise_alone() -> None:
    batch = SMALL.batch(0, 0, 1)
    assert len(batch.clean) == SMALL.draws * len(batch.ids)
    assert torch.equal(batch.clean[0], batch.clean[1])
    assert not torch.equal(batch.noise[0], batch.noise[1])


def test_workers_share_the_pictures_of_a_step() -> None:
    task = PictureTask(size=4)
    halves = [task.batch(0, rank, 2).pixels for rank in (0, 1)]
    assert torch.equal(task.batch(0, 0, 1).pixels, torch.stack([halves[0][0], halves[1][0], halves[0][1], halves[1][1]]))


@pytest.fixture(scope="module")
def _ray() -> Iterator[None]:
    """One Ray for both trainings."""
    with ray_session():
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("_ray")
def test_some_training_learns_to_draw(tmp_path: Path) -> None:
    curve = fit(PictureTask(size=8, width=24, blocks=2), Settings(steps=200, learning_rate=2e-3, evaluate_every=50), tmp_path)
    assert curve[-1]["held_out_score"] > 16  # dB; 14.6 after 50 steps, 17.4 after 200
    assert (tmp_path / "vae" / "diffusion_pytorch_model.safetensors").exists()


@pytest.mark.slow
@pytest.mark.usefixtures("_ray")
def test_some_training_learns_of_layouts(tmp_path: Path) -> None:
    task = LayoutTask(scenes=16, width=128, layers=2, looked_at=64)
    curve = fit(task, Settings(steps=120, learning_rate=2e-3, evaluate_every=30), tmp_path)
    assert curve[-1]["looks"] < 0.8 * curve[0]["looks"]
    assert (tmp_path / "transformer" / "diffusion_pytorch_model.safetensors").exists()
