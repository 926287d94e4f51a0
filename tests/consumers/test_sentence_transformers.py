"""sentence-transformers trains one step on each form, with a loss that takes it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

sentence_transformers = pytest.importorskip("sentence_transformers")
pytest.importorskip("datasets")

from datasets import Dataset, load_dataset  # noqa: E402
from sentence_transformers.cross_encoder import losses as cross_losses  # noqa: E402
from sentence_transformers.sentence_transformer import losses  # noqa: E402

from hardneg.models.llm_folder import source_of  # noqa: E402
from hardneg.models.resolve import MATCHER, resolve  # noqa: E402

Export = Callable[..., Path]


@pytest.fixture
def rows(exported: Export, tmp_path: Path) -> Callable[..., Dataset]:
    return lambda *words: load_dataset(str(exported("sentence-transformers", *words)), split="train", cache_dir=str(tmp_path / "cache"))


@pytest.fixture
def encoder() -> Any:
    return sentence_transformers.SentenceTransformer(source_of("minilm-l6-v2"), device="cpu")


@pytest.fixture
def cross_encoder() -> Any:
    return sentence_transformers.CrossEncoder(source_of("minilm-l6-v2"), num_labels=1, device="cpu")


def one_step(trainer: type, arguments: type, model: Any, loss: Any, rows: Dataset, folder: Path) -> dict[str, torch.Tensor]:
    """Train one step, and return by how much each tensor of weights changed."""
    before = {name: tensor.detach().clone() for name, tensor in model.named_parameters()}
    told = arguments(str(folder), max_steps=1, per_device_train_batch_size=8, report_to="none", use_cpu=True, save_strategy="no")
    found = trainer(model=model, args=told, train_dataset=rows, loss=loss).train()
    assert torch.isfinite(torch.tensor(found.training_loss))
    return {name: (tensor.detach() - before[name]).abs().max() for name, tensor in model.named_parameters()}


def assert_trained(changes: dict[str, torch.Tensor]) -> None:
    """Check that all changes are finite, and that the step moved most of the tensors."""
    assert all(torch.isfinite(change) for change in changes.values())
    assert sum(bool(change > 0) for change in changes.values()) > len(changes) / 2


@pytest.mark.parametrize(
    ("words", "loss"),
    [
        ((), "MultipleNegativesRankingLoss"),
        (("--form", "n-tuple", "--negatives", "3"), "MultipleNegativesRankingLoss"),
        (("--form", "n-tuple", "--negatives", "3", "--scores"), "MarginMSELoss"),
        (("--form", "labeled-pair"), "ContrastiveLoss"),
        (("--form", "labeled-pair", "--scores"), "CoSENTLoss"),
    ],
)
def test_an_encoder_trains_a_step(words: tuple[str, ...], loss: str, rows: Callable[..., Dataset], encoder: Any, tmp_path: Path) -> None:
    trainer, arguments = sentence_transformers.SentenceTransformerTrainer, sentence_transformers.SentenceTransformerTrainingArguments

    assert_trained(one_step(trainer, arguments, encoder, getattr(losses, loss)(encoder), rows(*words), tmp_path))


@pytest.mark.parametrize(
    ("words", "loss"),
    [
        (("--form", "labeled-pair"), "BinaryCrossEntropyLoss"),
        (("--form", "labeled-pair", "--scores"), "BinaryCrossEntropyLoss"),
        (("--form", "labeled-list"), "LambdaLoss"),
        (("--form", "labeled-list"), "ListNetLoss"),
    ],
)
def test_a_cross_encoder_trains_a_step(
    words: tuple[str, ...], loss: str, rows: Callable[..., Dataset], cross_encoder: Any, tmp_path: Path
) -> None:
    from sentence_transformers.cross_encoder import CrossEncoderTrainer, CrossEncoderTrainingArguments

    loss_of = getattr(cross_losses, loss)(cross_encoder)
    assert_trained(one_step(CrossEncoderTrainer, CrossEncoderTrainingArguments, cross_encoder, loss_of, rows(*words), tmp_path))


def test_a_clip_trains_a_step_on_images_as_anchors(rows: Callable[..., Dataset], tmp_path: Path) -> None:
    model = sentence_transformers.SentenceTransformer(resolve("scenes-clip", MATCHER).source, device="cpu")
    trainer, arguments = sentence_transformers.SentenceTransformerTrainer, sentence_transformers.SentenceTransformerTrainingArguments

    assert_trained(one_step(trainer, arguments, model, losses.MultipleNegativesRankingLoss(model), rows("--anchor", "image"), tmp_path))
