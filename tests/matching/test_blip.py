from pathlib import Path

import numpy as np
import pytest

from hardneg.errors import UserError
from hardneg.matching.load import load_matcher

pytest.importorskip("transformers")
from matching import tiny
from matching.tiny import TEXTS, pictures

pytestmark = pytest.mark.slow


def test_scores_are_those_of_the_matching_head(tmp_path: Path) -> None:
    import torch
    from transformers import AutoImageProcessor, AutoTokenizer, BlipForImageTextRetrieval

    folder = tiny.blip(tmp_path)
    model = BlipForImageTextRetrieval.from_pretrained(folder).eval()
    tokenizer, processor = AutoTokenizer.from_pretrained(folder), AutoImageProcessor.from_pretrained(folder, backend="pil")
    pairs = np.array([(i, t) for t in range(4) for i in range(3)])
    wanted = []
    for i, t in pairs:
        with torch.inference_mode():
            head = model(**tokenizer([TEXTS[t]], return_tensors="pt"), **processor(images=[pictures()[i]], return_tensors="pt")).itm_score
        wanted.append(float(head[0, 1] - head[0, 0]))
    for size in (5, 64):
        np.testing.assert_allclose(load_matcher(str(folder), batch_size=size).score(pictures(), TEXTS, pairs), wanted, atol=1e-5)


def test_a_captioning_model_has_no_matching_head_and_is_refused(tmp_path: Path) -> None:
    from transformers import BlipConfig, BlipForConditionalGeneration

    folder = tiny.blip(tmp_path)
    BlipForConditionalGeneration(BlipConfig.from_pretrained(folder)).save_pretrained(folder)
    with pytest.raises(UserError, match=r"missing \d+ weights of a blip matcher"):
        load_matcher(str(folder))
