"""trl takes `preference` for conversations about images, and DPO trains a vision-language model a step on them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

pytest.importorskip("trl")
datasets = pytest.importorskip("datasets")

from consumers import tiny_vlm  # noqa: E402
from transformers import AutoProcessor, LlavaForConditionalGeneration  # noqa: E402
from trl import DPOConfig, DPOTrainer  # noqa: E402
from trl.data_utils import is_conversational, prepare_multimodal_messages  # noqa: E402

Export = Callable[..., Path]


@pytest.fixture
def rows(exported: Export, tmp_path: Path) -> Any:
    return datasets.load_dataset(str(exported("preference")), split="train", cache_dir=str(tmp_path / "cache"))


def test_trl_recognises_conversations_about_images(rows: Any) -> None:
    assert {"images", "prompt", "chosen", "rejected"} <= set(rows.column_names)
    for row in rows.select(range(10)):
        assert is_conversational(row)
        messages = prepare_multimodal_messages(row["prompt"], images=row["images"])
        assert [part["type"] for part in messages[0]["content"]] == ["image", "text"]


def test_a_vision_language_model_trains_a_step_of_dpo(rows: Any, tmp_path: Path) -> None:
    torch.manual_seed(0)
    folder = tiny_vlm.save(tmp_path / "model")
    model, processor = LlavaForConditionalGeneration.from_pretrained(folder), AutoProcessor.from_pretrained(folder)
    before = {name: tensor.detach().clone() for name, tensor in model.named_parameters()}
    told = {"max_steps": 1, "per_device_train_batch_size": 4, "use_cpu": True, "report_to": "none", "save_strategy": "no"}
    config = DPOConfig(str(tmp_path / "out"), max_length=None, bf16=False, **told)

    found = DPOTrainer(model=model, args=config, train_dataset=rows.select(range(8)), processing_class=processor).train()
    assert found.training_loss == pytest.approx(0.6931, abs=1e-3)  # the model is its own reference: log 2
    moved = [bool((tensor != before[name]).any()) for name, tensor in model.named_parameters()]
    assert sum(moved) / len(moved) > 0.9
