import random
from pathlib import Path

import pytest

from hardneg.matching.text_network import TextConfig, learned, tokenizer_of
from hardneg.models.fetched import check
from hardneg.training.matcher.texts.scene_texts import scene_pairs
from hardneg.training.matcher.texts.text_data import save_pairs
from hardneg.training.matcher.texts.text_task import TextTask

pytestmark = pytest.mark.skipif(check("minilm-l6-v2") is not None, reason="the encoder was not fetched: hardneg models fetch")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    save_pairs(list(scene_pairs(1, 30)), folder / "train.parquet")
    save_pairs(list(scene_pairs(2, 10)), folder / "held_out.parquet")
    return folder


def test_workers_share_the_batch_of_one(folder: Path) -> None:
    task, again = TextTask(folder, TextConfig(), batch_size=8), TextTask(folder, TextConfig(), batch_size=8)
    step = task.steps_per_epoch() + 1
    whole = task.batch(step, 0, 1)
    halves = [again.batch(step, rank, 2) for rank in (0, 1)]

    assert sorted(whole["labels"].tolist()) == sorted(halves[0]["labels"].tolist() + halves[1]["labels"].tolist())
    tokenizer = tokenizer_of(TextConfig())
    read = [sorted(tokenizer.batch_decode(batch["input_ids"], skip_special_tokens=True)) for batch in (whole, *halves)]
    assert read[0] == sorted(read[1] + read[2])


def test_passes_differ_and_come_again(folder: Path) -> None:
    task = TextTask(folder, TextConfig(), batch_size=8)
    first, second = task.batch(0, 0, 1), task.batch(task.steps_per_epoch(), 0, 1)

    assert first["input_ids"].tolist() != second["input_ids"].tolist()
    assert task.batch(0, 0, 1)["input_ids"].tolist() == first["input_ids"].tolist()


@pytest.mark.slow
def test_only_adapters_norms_segments_and_head_are_learned_and_they_learn(folder: Path) -> None:
    import torch

    task = TextTask(folder, TextConfig(rank=4, alpha=4), batch_size=8)
    net = task.model()
    names = set(learned(net))
    assert all(any(part in name for part in ("parametrizations", "LayerNorm", "token_type", "head")) for name in names)
    assert not any(name.endswith("original") for name in names)

    batch, optimizer = task.batch(0, 0, 1), torch.optim.AdamW([value for value in net.parameters() if value.requires_grad], lr=3e-3)
    losses = []
    for _ in range(8):
        loss, _ = task.loss(net, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.1


def test_a_run_is_named_by_its_data_and_its_shape(folder: Path, tmp_path: Path) -> None:
    save_pairs(random.Random(0).sample(list(scene_pairs(3, 10)), 10), tmp_path / "train.parquet")

    assert repr(TextTask(folder, TextConfig())) == repr(TextTask(folder, TextConfig()))
    assert repr(TextTask(folder, TextConfig())) != repr(TextTask(tmp_path, TextConfig()))
    assert repr(TextTask(folder, TextConfig())) != repr(TextTask(folder, TextConfig(rank=8)))
