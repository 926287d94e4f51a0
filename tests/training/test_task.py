"""Check what the training loop requires of every task: workers share a step, whatever their number, and no state changes a batch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from matching import tiny
from toy_task import Line

from hardneg.matching.text_network import TextConfig
from hardneg.models.fetched import check
from hardneg.training.matcher.pairs_task import PairsTask
from hardneg.training.matcher.scenes.scene_clip_task import ScenesClipTask
from hardneg.training.matcher.scenes.scene_task import ScenesTask
from hardneg.training.matcher.texts.scene_texts import scene_pairs
from hardneg.training.matcher.texts.text_data import save_pairs
from hardneg.training.matcher.texts.text_task import TextTask
from hardneg.training.task import Task

Case = tuple[Task, Callable[[Any], list[Any]]]


def unpadded(ids: torch.Tensor) -> list[list[int]]:
    return [[each for each in row if each] for row in ids.tolist()]


def with_pictures(pixels: torch.Tensor, *columns: Any) -> list[Any]:
    """Return a row for each image; images as sums of single columns, which noise changes."""
    return list(zip((pixels.double().sum((1, 2)) * 1e3).round().tolist(), *columns, strict=True))


def of_pairs(batch: Any) -> list[Any]:
    texts: list[list[Any]] = [[] for _ in batch.pixels]
    for ids, image, kind in zip(unpadded(batch.texts.ids), batch.texts.image.tolist(), batch.texts.kind.tolist(), strict=True):
        texts[image].append((kind, ids))
    return with_pictures(batch.pixels, texts)


def of_scenes(batch: Any) -> list[Any]:
    texts: list[list[Any]] = [[] for _ in batch.pixels]
    for ids, images in batch.texts:
        for image, each in zip(images.tolist(), unpadded(ids), strict=True):
            texts[image].append(each)
    return with_pictures(batch.pixels, batch.graph.things.tolist(), batch.true.tolist(), texts)


@pytest.fixture(scope="module", params=["line", "scenes", "scenes-clip", "pairs", "text"])
def case(request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a task, and a function that makes comparable rows of its batches."""
    if request.param == "line":
        return Line(), lambda batch: torch.cat(batch, 1).tolist()
    if request.param == "scenes":
        return ScenesTask(seed=5, pictures=6, texts=6, image_steps=3), of_scenes
    if request.param == "scenes-clip":
        return ScenesClipTask(seed=5, pictures=6, texts=6), lambda batch: with_pictures(batch[0], unpadded(batch[1].ids))
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "pairs":
        return PairsTask(str(data), str(tiny.cross(folder)), images=6, negatives=2, share=0.3), of_pairs
    if check("minilm-l6-v2") is not None:
        pytest.skip("the encoder was not fetched: hardneg models fetch")
    save_pairs(list(scene_pairs(1, 30)), folder / "train.parquet")
    save_pairs(list(scene_pairs(2, 10)), folder / "held_out.parquet")
    return TextTask(folder, TextConfig(), batch_size=8), lambda batch: list(
        zip(unpadded(batch["input_ids"]), batch["labels"].tolist(), strict=True)
    )


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 7])
def test_the_shares_of_all_workers_together_are_the_step_of_one(case: Case, step: int) -> None:
    task, rows = case
    whole = rows(task.batch(step, 0, 1))
    for world in (2, 3):
        shares = [rows(task.batch(step, rank, world)) for rank in range(world)]
        assert shares == [whole[rank::world] for rank in range(world)]


def test_a_step_is_the_same_whatever_ran_before_and_steps_differ(case: Case) -> None:
    task, rows = case
    first = rows(task.batch(4, 0, 1))
    other = rows(task.batch(5, 0, 1))
    assert rows(task.batch(4, 0, 1)) == first != other


@pytest.mark.slow
def test_a_model_begins_with_the_same_weights_each_time(case: Case) -> None:
    one, two = (case[0].model().state_dict() for _ in range(2))
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)
