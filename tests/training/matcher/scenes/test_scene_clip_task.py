from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("transformers")
import torch
from safetensors import safe_open

from hardneg.matching.load import load_matcher
from hardneg.matching.scenes_tokenizer import END, PAD, encode, padded
from hardneg.models.matcher_folder import WEIGHTS
from hardneg.scenes.oracle import is_true
from hardneg.scenes.render import render
from hardneg.scenes.world import sample_at
from hardneg.seeding import generator_for
from hardneg.training.contrastive_losses import TextBatch
from hardneg.training.matcher.scenes.scene_accuracy import FAMILIES
from hardneg.training.matcher.scenes.scene_clip_task import ScenesClipTask
from hardneg.training.matcher.scenes.scene_rows import scene_of
from hardneg.training.matcher.scenes.scene_task import scene_tokenizer

TASK = ScenesClipTask(seed=5, pictures=8, texts=6, held_out=12)


def texts(task: ScenesClipTask, step: int) -> list[str]:
    return [scene_tokenizer().decode([each for each in ids if each > END]) for ids in task.batch(step, 0, 1)[1].ids.tolist()]


@pytest.mark.slow
def test_each_picture_has_a_text_that_is_true_of_it() -> None:
    for number, text in enumerate(texts(TASK, 2), 2 * TASK.pictures):
        scene, _ = scene_of(generator_for(TASK.seed, str(number), "match", "scene"))
        assert is_true(text, scene) is True, text


@pytest.mark.slow
def test_a_scene_that_comes_again_has_another_of_its_texts() -> None:
    again = ScenesClipTask(seed=5, pictures=8, texts=6, scenes=8)
    first, second = (again.batch(step, 0, 1)[0] for step in (0, 1))
    assert (first - second).abs().mean() < 0.2 < (first - TASK.batch(1, 0, 1)[0]).abs().mean()
    assert texts(again, 0) != texts(again, 1)


@pytest.mark.slow
def test_it_learns_which_text_goes_with_which_picture() -> None:
    model, batch = TASK.model(), TASK.batch(0, 0, 1)
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
    losses = []
    for _ in range(10):
        loss, _ = TASK.loss(model, batch)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert losses[-1] < losses[0] - 0.2


def test_what_is_saved_scores_as_what_was_trained(tmp_path: Path) -> None:
    model, images = TASK.model().eval(), [render(sample_at(3, number).scene) for number in range(3)]
    written = ["a red circle.", "two blue stars above a heart", "there is a cross"]
    ids = torch.from_numpy(padded(encode(scene_tokenizer(), written, 48)))
    pixels = torch.from_numpy(np.stack([np.asarray(image, np.float32) for image in images])).permute(0, 3, 1, 2) / 127.5 - 1
    with torch.inference_mode():
        wanted = model(pixels, TextBatch(ids, (ids != PAD).long(), torch.arange(3), torch.zeros(3), torch.arange(3))).diagonal()
    TASK.save(model, tmp_path)
    np.testing.assert_allclose(load_matcher(str(tmp_path), device="cpu").score(images, written), wanted, atol=0.02)


def test_it_is_measured_by_family_and_the_score_is_their_mean() -> None:
    with torch.inference_mode():
        figures = TASK.evaluate(TASK.model().eval())
    pairwise = {name.removeprefix("pairwise_"): value for name, value in figures.items() if name != "score"}
    assert set(pairwise) == set(FAMILIES)
    assert figures["score"] == pytest.approx(np.mean(list(pairwise.values())))


def test_the_shipped_plain_model_is_one_of_these() -> None:
    with safe_open(WEIGHTS / "scenes-clip" / "model.safetensors", framework="pt") as stored:
        shipped = {name: list(stored.get_slice(name).get_shape()) for name in stored.keys()}  # noqa: SIM118 (no mapping)
    assert {name: list(value.shape) for name, value in TASK.model().clip.named_parameters()}.items() <= shipped.items()
