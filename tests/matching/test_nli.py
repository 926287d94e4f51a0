from pathlib import Path

import numpy as np
import pytest

from hardneg.errors import UserError
from hardneg.matching.load import load_text_matcher

pytest.importorskip("transformers")
from matching import tiny
from matching.tiny import TEXTS

pytestmark = pytest.mark.slow


def test_the_score_is_the_log_odds_that_the_text_follows(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = tiny.entailment(tmp_path)
    model, tokenizer = AutoModelForSequenceClassification.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        shares = model(**tokenizer(TEXTS, TEXTS[::-1], padding=True, return_tensors="pt")).logits.softmax(-1)[:, 1].numpy()
    found = load_text_matcher(str(folder), batch_size=3).score(TEXTS, TEXTS[::-1])
    np.testing.assert_allclose(found, np.log(shares / (1 - shares)), atol=1e-4)


def test_long_pairs_are_cut_and_counted(tmp_path: Path) -> None:
    matcher = load_text_matcher(str(tiny.entailment(tmp_path)))
    assert np.isfinite(matcher.score(["dog " * 5000, "a dog"], ["cat " * 5000, "a cat"])).all()
    assert matcher.truncated == 1


def test_labels_that_do_not_say_what_follows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="LABEL_0, LABEL_1"):
        load_text_matcher(str(tiny.entailment(tmp_path, ("LABEL_0", "LABEL_1"))))
