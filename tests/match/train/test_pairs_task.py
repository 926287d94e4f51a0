import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
from match import tiny

from pipeline.chance import generator_for
from pipeline.errors import UserError
from pipeline.match.cross import save_net
from pipeline.match.load import load_matcher
from pipeline.match.net import CrossNet
from pipeline.match.shape import Shape
from pipeline.match.train.contrast import CAPTION, NEGATIVE, POSITIVE
from pipeline.match.train.pairs_task import PairsTask
from pipeline.match.words import tokenizer_of
from scenes.disturb import negatives, positives
from scenes.render import png
from scenes.world import samples
from schemas.arrow import arrow_schema
from schemas.rows import RewrittenRow

GENERATOR = {"method": "rules", "model": None, "prompt": None, "prompt_version": None, "prompt_hash": None, "seed": 1}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Scenes as the rewrite stage would leave them, with pictures inside."""
    out = tmp_path_factory.mktemp("data")
    rows = []
    for sample in samples(31, 60):
        chance = generator_for(0, sample.id, "test", "texts")
        made = [
            {
                "id": f"{sample.id}-{i}",
                "negative": each.negative,
                "family": each.family,
                "kind": "x",
                "edits": [],
                "n_edits": 1,
                "generator": GENERATOR,
            }
            for i, each in enumerate(negatives(sample.scene, chance, sample.statement))
        ]
        rows.append(
            {
                "id": sample.id,
                "caption": sample.caption,
                "source": {"input": "scenes", "key": sample.id},
                "image": {"bytes": png(sample.scene), "path": f"{sample.id}.png"},
                "duplicate_of": None,
                "positives": positives(sample.scene, chance, sample.statement),
                "negatives": made,
            }
        )
    (out / "rewrite").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(RewrittenRow)), out / "rewrite" / "part-00000.parquet")
    return out


def _cross(folder: Path) -> Path:
    tokenizer = tokenizer_of(tiny.WORDS)
    shape = Shape(vocabulary=tokenizer.get_vocab_size(), width=16, wider=24, channels=(8, 8, 16), fusion_layers=1)
    torch.manual_seed(0)
    save_net(CrossNet(shape), shape, tokenizer, folder)
    return folder


MODELS = {"clip": tiny.clip, "siglip": tiny.siglip, "blip": tiny.blip, "hardneg-cross": _cross}


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
    assert losses[-1] < losses[0]
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


def test_workers_share_a_step_and_no_held_out_caption_is_trained_on(data: Path, tmp_path: Path) -> None:
    task = PairsTask(str(data), str(_cross(tmp_path)), images=6, negatives=2, share=0.3)
    whole = task.batch(3, 0, 1)
    shares = [task.batch(3, rank, 2) for rank in range(2)]
    assert [len(share.pixels) for share in shares] == [3, 3]
    torch.testing.assert_close(torch.cat([share.pixels for share in shares]), whole.pixels[[0, 2, 4, 1, 3, 5]])
    kinds = whole.texts.kind.tolist()
    assert kinds[:6] == [CAPTION] * 6
    assert max(sum((whole.texts.image == i) & (whole.texts.kind == NEGATIVE)) for i in range(6)) == 2
    assert POSITIVE in kinds
    from pipeline.match.train.pairs_task import _parts

    _, trained, kept = _parts(str(data), None, 0.3)
    assert not {example.id for example in trained} & {example.id for example in kept}
    assert len(trained) + len(kept) == 60


def test_images_that_cannot_be_read_are_passed_over_until_none_is_left(data: Path, tmp_path: Path) -> None:
    table = pq.read_table(data / "rewrite" / "part-00000.parquet")
    rows = table.to_pylist()
    rows[0]["image"] = {"bytes": None, "path": "gone.png"}
    (tmp_path / "some").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), tmp_path / "some" / "x.parquet")
    model = str(_cross(tmp_path / "model"))
    some = PairsTask(str(tmp_path / "some"), model, images=40, share=0.1)
    assert len(some.batch(0, 0, 1).pixels) == 40
    for row in rows:
        row["image"] = {"bytes": None, "path": "gone.png"}
    (tmp_path / "none").mkdir()
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), tmp_path / "none" / "x.parquet")
    with pytest.raises(UserError, match="--image-root"):
        replace(some, data=str(tmp_path / "none")).batch(0, 0, 1)


def test_a_kind_that_is_not_trained_here_is_a_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(UserError, match="bert is not trained here"):
        PairsTask("data", str(tmp_path)).model()
