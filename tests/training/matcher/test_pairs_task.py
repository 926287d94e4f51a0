import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from matching import tiny

from hardneg.errors import UserError
from hardneg.matching.image_reading import ImageLocation
from hardneg.matching.load import load_matcher
from hardneg.training.contrastive_losses import CAPTION, NEGATIVE, POSITIVE
from hardneg.training.matcher.pairs_task import COUNTED, PairsTask, batch_of, mean_of_families
from hardneg.training.matcher.run_examples import RunExample

MODELS = {"clip": tiny.clip, "siglip": tiny.siglip, "blip": tiny.blip, "hardneg-cross": tiny.cross}


@pytest.fixture(scope="module", params=["clip", "siglip", "blip", pytest.param("hardneg-cross", marks=pytest.mark.slow)])
def task(request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory) -> PairsTask:
    folder = MODELS[request.param](tmp_path_factory.mktemp(request.param))
    return PairsTask(str(data), str(folder), images=6, negatives=2, share=0.3)


def test_each_kind_of_model_learns_from_pairs_and_is_saved_as_it_can_be_loaded(task: PairsTask, tmp_path: Path) -> None:
    model = task.model()
    batch = task.batch(0, 0, 1)
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    losses = []
    for _ in range(8):
        loss, figures = task.loss(model.train(), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert min(losses[1:]) < losses[0]
    assert set(figures) == {"contrast", "match"}
    task.save(model.eval(), tmp_path)
    with torch.inference_mode():
        figures = task.evaluate(model)
    assert 0 <= figures["score"] <= 1
    assert "pairwise_object" in figures
    images, texts = tiny.pictures(2), tiny.TEXTS[:2]
    matcher = load_matcher(str(tmp_path), device="cpu")
    assert matcher.score(images, texts).shape == (2,)
    assert matcher.revision != load_matcher(task.model_name, device="cpu").revision


def test_captions_of_one_image_in_a_batch_are_of_one_group() -> None:
    class Reader:
        def read(self, texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
            return torch.zeros(len(texts), 1), torch.ones(len(texts), 1)

        def see(self, images: list[int]) -> torch.Tensor:
            return torch.tensor(images)

    examples = [
        RunExample(
            str(number), f"caption {number}", ImageLocation("in.jsonl", path, None), (("negative", "object"),), (), str(number), path
        )
        for number, path in enumerate(["a.png", "b.png", "a.png"])
    ]
    assert batch_of(Reader(), examples, [0, 1, 2]).texts.group.tolist() == [0, 1, 0]  # type: ignore[arg-type]


def test_a_family_of_a_few_held_out_pairs_does_not_choose_the_weights() -> None:
    many, more = [True] * COUNTED, [True, False] * COUNTED
    assert mean_of_families({"object": many, "count": more, "temporal": [False]}) == 0.75
    assert mean_of_families({"object": many, "count": more, "temporal": [True]}) == 0.75
    assert mean_of_families({"object": [True, True, False], "temporal": [False]}) == 0.5


def test_workers_share_a_step_and_no_held_out_caption_is_trained_on(data: Path, tmp_path: Path) -> None:
    task = PairsTask(str(data), str(tiny.cross(tmp_path)), images=6, negatives=2, share=0.3)
    whole = task.batch(3, 0, 1)
    shares = [task.batch(3, rank, 2) for rank in range(2)]
    assert [len(share.pixels) for share in shares] == [3, 3]
    torch.testing.assert_close(torch.cat([share.pixels for share in shares]), whole.pixels[[0, 2, 4, 1, 3, 5]])
    kinds = whole.texts.kind.tolist()
    assert kinds[:6] == [CAPTION] * 6
    assert max(sum((whole.texts.image == i) & (whole.texts.kind == NEGATIVE)) for i in range(6)) == 2
    assert POSITIVE in kinds
    order = task._examples()
    trained = {order.at(place).caption_id for place in range(order.total)}
    assert not trained & {example.caption_id for example in order.held_out}
    assert len(trained) + len(order.held_out) == 60


def test_images_that_cannot_be_read_are_passed_over_until_none_is_left(data: Path, tmp_path: Path) -> None:
    table = pq.read_table(data / "rewrite" / "part-00000.parquet")
    rows = table.to_pylist()
    rows[0]["image"] = {"bytes": None, "path": "gone.png"}
    (tmp_path / "some").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), tmp_path / "some" / "x.parquet")
    model = str(tiny.cross(tmp_path / "model"))
    some = PairsTask(str(tmp_path / "some"), model, images=40, share=0.1)
    assert len(some.batch(0, 0, 1).pixels) == 40
    for number, row in enumerate(rows):
        row["image"] = {"bytes": None, "path": f"gone{number}.png"}
    (tmp_path / "none").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), tmp_path / "none" / "x.parquet")
    with pytest.raises(UserError, match="--image-root"):
        replace(some, data=str(tmp_path / "none")).batch(0, 0, 1)


def test_a_kind_that_is_not_trained_here_is_a_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(UserError, match="bert is not trained here"):
        PairsTask("data", str(tmp_path)).model()
