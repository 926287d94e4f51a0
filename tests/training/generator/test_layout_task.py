from pathlib import Path

import pytest
import torch

from hardneg.training.generator.layout_task import LayoutTask
from hardneg.training.loop import fit
from hardneg.training.settings import Settings

SMALL = LayoutTask(scenes=8, width=64, layers=1, held_out=4)


def test_the_batch_of_a_step_is_always_the_same() -> None:
    one, again, other = (SMALL.batch(step, 0, 1) for step in (3, 3, 4))
    assert all(torch.equal(a, b) for a, b in zip(one, again, strict=True))
    assert not torch.equal(one.noise, other.noise)


def test_drawings_of_a_caption_differ_in_noise_alone() -> None:
    batch = SMALL.batch(0, 0, 1)
    assert len(batch.clean) == SMALL.draws * len(batch.ids)
    assert torch.equal(batch.clean[0], batch.clean[1])
    assert not torch.equal(batch.noise[0], batch.noise[1])


@pytest.mark.slow
def test_some_training_learns_of_layouts(tmp_path: Path) -> None:
    task = LayoutTask(scenes=16, width=128, layers=2, held_out=64)
    curve = fit(task, Settings(steps=120, learning_rate=2e-3, evaluate_every=30), tmp_path)
    assert curve[-1]["looks"] < 0.8 * curve[0]["looks"]
    assert (tmp_path / "transformer" / "diffusion_pytorch_model.safetensors").exists()
