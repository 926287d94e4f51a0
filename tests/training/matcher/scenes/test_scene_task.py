import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from hardneg.errors import UserError
from hardneg.matching.cross import CrossMatcher, save_net
from hardneg.matching.scenes_network import CrossNet
from hardneg.matching.scenes_tokenizer import tokenizer_of
from hardneg.training.loop import fit
from hardneg.training.matcher.scenes.scene_task import ScenesTask
from hardneg.training.matcher.scenes.vocabulary import words
from hardneg.training.settings import Settings

TASK = ScenesTask(seed=5, pictures=4, texts=6, image_steps=3, held_out=20)


@pytest.mark.slow
def test_workers_share_a_step() -> None:
    whole = TASK.batch(7, 0, 1)
    parts = [TASK.batch(7, rank, 2) for rank in range(2)]
    assert [part.true.shape for part in parts] == [(2, 3)] * 2
    torch.testing.assert_close(torch.cat([part.graph.things for part in parts]), whole.graph.things[[0, 2, 1, 3]])
    torch.testing.assert_close(torch.cat([part.true for part in parts]), whole.true[[0, 2, 1, 3]])


@pytest.mark.slow
def test_a_step_is_the_same_whatever_ran_before_and_in_another_process() -> None:
    one, other = TASK.batch(9, 0, 1), pickle.loads(pickle.dumps(TASK)).batch(9, 0, 1)
    torch.testing.assert_close(one.pixels, other.pixels)
    assert [ids.tolist() for ids, _ in one.texts] == [ids.tolist() for ids, _ in other.texts]


def test_pictures_come_first_and_texts_by_turns() -> None:
    assert TASK.batch(0, 0, 1).texts == []
    assert len(TASK.batch(0, 0, 1).pixels) == 8
    once = ScenesTask(seed=5, pictures=4, texts=6, image_steps=0, scenes=8)
    first, again = once.batch(0, 0, 1), once.batch(2, 0, 1)
    torch.testing.assert_close(first.graph.things, again.graph.things)
    assert [ids.tolist() for ids, _ in first.texts] != [ids.tolist() for ids, _ in again.texts]


@pytest.mark.slow
def test_every_weight_is_taught() -> None:
    model = TASK.model()
    loss, figures = TASK.loss(model, TASK.batch(5, 0, 1))
    loss.backward()
    assert [name for name, value in model.named_parameters() if value.grad is None] == []
    assert {"truth", "order", "seen", "grounding", "there", "lie", "right", "right_hard"} == set(figures)


@pytest.mark.slow
def test_what_nobody_can_say_is_taught_as_half_true() -> None:
    model, batch = TASK.model().eval(), TASK.batch(5, 0, 1)

    def truth(label: int) -> float:
        with torch.no_grad():
            return TASK.loss(model, batch._replace(true=torch.full_like(batch.true, label)))[1]["truth"]

    assert truth(-1) == pytest.approx((truth(0) + truth(1)) / 2, rel=1e-5)
    assert truth(0) != pytest.approx(truth(1), rel=1e-3)


def test_a_start_is_where_training_begins(tmp_path: Path) -> None:
    TASK.save(ScenesTask(seed=9).model(), tmp_path)
    begun = replace(TASK, start=str(tmp_path)).model()
    for (name, value), (_, other) in zip(ScenesTask(seed=9).model().state_dict().items(), begun.state_dict().items(), strict=True):
        np.testing.assert_allclose(value, other, rtol=1e-3, atol=1e-3, err_msg=name)


def test_a_start_of_other_words_is_the_users_mistake(tmp_path: Path) -> None:
    save_net(CrossNet(TASK.shape()), TASK.shape(), tokenizer_of([*words()[:-1], "zyzzyx"]), tmp_path)
    with pytest.raises(UserError, match="other words"):
        replace(TASK, start=str(tmp_path)).model()


def test_what_is_saved_scores_as_what_was_trained(tmp_path: Path) -> None:
    model = TASK.model().eval()
    TASK.save(model, tmp_path)
    loaded = CrossMatcher.from_folder(tmp_path, device="cpu")
    for (name, value), (_, other) in zip(model.state_dict().items(), loaded.net.state_dict().items(), strict=True):
        np.testing.assert_allclose(value, other, rtol=1e-3, atol=1e-3, err_msg=name)


@pytest.mark.slow
def test_a_minute_of_training_teaches_something(tmp_path: Path) -> None:
    task = ScenesTask(seed=5, pictures=16, texts=6, image_steps=90, held_out=20)
    curve = fit(task, Settings(steps=120, learning_rate=1.5e-3, evaluate_every=30, average=0.9, cpus=0.5), tmp_path)
    assert curve[2]["seen"] < 0.5 * curve[0]["seen"]
    assert curve[-1]["truth"] < 0.71
    assert CrossMatcher.from_folder(tmp_path).revision
