"""Check that a head learns from the features of frozen encoders on disk."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from encoders.tiny_encoders import bert, features
from matching import tiny

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher
from hardneg.training.matcher.learners import learner_of
from hardneg.training.matcher.pairs_task import PairsTask


@pytest.fixture(scope="module")
def task(data: Path, tmp_path_factory: pytest.TempPathFactory) -> PairsTask:
    root = tmp_path_factory.mktemp("frozen")
    task = PairsTask(
        str(data), str(features(root / "linear")), images=8, negatives=2, share=0.2, calibration=0.3, features=str(root / "stored")
    )
    task.check()
    return task


@pytest.mark.slow
def test_the_head_learns_from_stored_features_and_is_saved_as_it_can_be_loaded(task: PairsTask, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = task.model()
    fixed = model.net.linear.weight.detach().clone()
    batch = task.batch(0, 0, 1)
    optimizer = torch.optim.AdamW([value for value in model.parameters() if value.requires_grad], 1e-2)
    losses = []
    for _ in range(25):
        loss, _ = task.loss(model.train(), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    task.save(model.eval(), tmp_path / "head")

    assert losses[-1] < 0.85 * losses[0]
    assert torch.equal(model.net.linear.weight, fixed)
    matcher = load_matcher(str(tmp_path / "head"), device="cpu")
    expected = model.net.fuse(model.net.see(batch.pixels), model.net.read(batch.texts.ids, batch.texts.mask), batch.texts.image)
    loaded = matcher.net  # type: ignore[attr-defined]
    found = loaded.fuse(loaded.see(batch.pixels), loaded.read(batch.texts.ids, batch.texts.mask), batch.texts.image)
    torch.testing.assert_close(found, expected)
    assert np.isfinite(matcher.score([tiny.pictures(1)[0]], [task._examples().at(0).caption])).all()


def test_training_begins_at_the_scores_of_the_linear_map(task: PairsTask) -> None:
    batch = task.batch(0, 0, 1)
    model = task.model().eval()
    with torch.no_grad():
        own = model(batch.pixels, batch.texts).own
        cosine = (model.net.linear.see(batch.pixels[:, 0])[batch.texts.image] * model.net.linear.read(batch.texts.ids[:, 0])).sum(-1)

        torch.testing.assert_close(own, model.net.linear.scale.exp() * cosine + model.net.linear.bias)


def test_what_is_kept_for_the_calibration_is_not_encoded(task: PairsTask) -> None:
    order = task._examples()
    used = [each for some in order.used() for each in some]

    stored = learner_of(task.model_name, task.features).stored  # type: ignore[attr-defined]
    assert len(stored.images) == len({each.image for each in used}) < 60
    with pytest.raises(UserError, match="of other content, 1 of 1 are not in it, such as 'a text of other data'"):
        stored.text("a text of other data")


def test_features_of_another_encoder_are_refused(task: PairsTask, tmp_path: Path) -> None:
    other = features(tmp_path / "other")
    bert(other / "reader", seed=7)
    text = (other / "config.json").read_text()
    from hardneg.models.matcher_folder import find_encoder

    old, new = learner_of(task.model_name, task.features).config.text_revision, find_encoder(str(other / "reader")).revision  # type: ignore[attr-defined]
    (other / "config.json").write_text(text.replace(old, new))

    with pytest.raises(UserError, match=r"of the encoder reader@\w+, not reader@\w+; name another folder"):
        replace(task, model_name=str(other)).check()


def test_without_a_folder_for_features_there_is_one_line(task: PairsTask) -> None:
    with pytest.raises(UserError, match="its encoders are frozen; name the folder for their features with --features"):
        replace(task, features=None).check()


def test_the_wrong_caption_of_an_image_is_never_one_of_the_same_image(task: PairsTask) -> None:
    batch = task.batch(0, 0, 1)
    pixels = batch.pixels.clone()
    pixels[1:] = pixels[0]
    model = task.model().eval()

    with torch.no_grad():
        alone, among = model(pixels, batch.texts).wrong, model(batch.pixels, batch.texts).wrong

    assert torch.isinf(alone).all()
    assert torch.isfinite(among).all()
