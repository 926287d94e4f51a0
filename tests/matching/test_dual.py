from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hardneg.matching.load import load_matcher

pytest.importorskip("transformers")
from matching import tiny
from matching.tiny import TEXTS, pictures

pytestmark = pytest.mark.slow


def by_transformers(kind: str, folder: Path) -> np.ndarray:
    """Score all images against all texts by the model's own forward pass."""
    import torch
    from transformers import AutoImageProcessor, AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(folder).eval()
    padding = {"padding": "max_length", "max_length": 16} if kind != "clip" else {"padding": True}
    texts = AutoTokenizer.from_pretrained(folder)(TEXTS, return_tensors="pt", **padding)
    images = AutoImageProcessor.from_pretrained(folder, backend="pil")(images=pictures(), return_tensors="pt")
    with torch.inference_mode():
        return model(**texts, **images).logits_per_image.numpy()


@pytest.mark.parametrize(("kind", "make"), [("clip", tiny.clip), ("siglip", tiny.siglip), ("siglip2", tiny.siglip2)])
def test_scores_are_the_logits_of_the_model_itself(kind: str, make: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = make(tmp_path)
    wanted = by_transformers(kind, folder)
    pairs = np.array([(i, t) for i in range(3) for t in range(4)])[::-1].copy()
    for size in (2, 64):
        found = load_matcher(str(folder), device="cpu", batch_size=size).score(pictures(), TEXTS, pairs)
        np.testing.assert_allclose(found, wanted[pairs[:, 0], pairs[:, 1]], atol=2e-4)
        assert found.dtype == np.float32


def test_without_pairs_image_i_goes_with_text_i(tmp_path: Path) -> None:
    folder = tiny.clip(tmp_path)
    found = load_matcher(str(folder)).score(pictures(), TEXTS[:3])
    np.testing.assert_allclose(found, by_transformers("clip", folder)[range(3), range(3)], atol=2e-4)


def test_each_image_and_text_is_encoded_once(tmp_path: Path) -> None:
    matcher = load_matcher(str(tiny.clip(tmp_path)))
    seen: list[int] = []
    matcher.model.vision_model.register_forward_pre_hook(lambda *call: seen.append(len(call[2]["pixel_values"])), with_kwargs=True)
    matcher.score(pictures(2), TEXTS, np.array([[0, 0], [0, 1], [1, 1], [1, 2], [0, 3]]))
    assert sum(seen) == 2


@pytest.mark.parametrize("make", [tiny.clip, tiny.siglip, tiny.blip])
def test_a_text_longer_than_the_model_reads_has_no_score_and_is_counted(make: Callable[[Path], Path], tmp_path: Path) -> None:
    matcher = load_matcher(str(make(tmp_path)))
    pairs = np.array([[0, 0], [0, 1], [1, 0], [0, 2]])
    found = matcher.score(pictures(2), ["dog " * 5000, "dog " * 14, "a dog"], pairs)
    assert np.isfinite(found).tolist() == [False, True, False, True]
    assert matcher.truncated == 1


def test_no_pairs_are_no_scores(tmp_path: Path) -> None:
    for make in (tiny.clip, tiny.blip):
        folder = tmp_path / make.__name__
        assert load_matcher(str(make(folder))).score([], []).shape == (0,)
