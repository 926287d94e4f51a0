import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hardneg.errors import UserError
from hardneg.matching.matcher import Scores
from hardneg.training.matcher.texts.evaluate_text import auc, best_threshold, by_type, read_rows


def scores(*values: float) -> Scores:
    return np.array(values, np.float32)


@pytest.mark.parametrize(
    ("true", "false", "expected"), [((2, 3), (0, 1), 1.0), ((0, 1), (2, 3), 0.0), ((1, 1), (1, 1), 0.5), ((1, 3), (2,), 0.5)]
)
def test_auc_counts_pairs_in_the_right_order(true: Sequence[float], false: Sequence[float], expected: float) -> None:
    assert auc(scores(*true), scores(*false)) == expected


def test_types_are_pooled_and_swaps_are_together() -> None:
    found = by_type(["swap_att", "swap_obj", "replace_obj"], scores(1, 0, 5), scores(0, 1, 4))

    assert (found["swap"].pairs, found["swap"].pairwise, found["all"].pairs) == (2, 0.5, 3)
    assert found["swap_att"].auc == 1.0


def test_accuracy_is_that_at_the_threshold() -> None:
    assert by_type(["a", "a"], scores(1, -1), scores(-2, 2), threshold=0.0)["a"].accuracy == 0.5
    assert best_threshold(scores(3, 4), scores(1, 2)) == 2.0


def test_pairs_without_a_score_are_in_no_figure() -> None:
    found = by_type(["a", "a", "b"], scores(1, np.nan, np.nan), scores(0, 0, 1))

    assert {name: figures.pairs for name, figures in found.items()} == {"a": 1, "all": 1}


@given(arrays(np.float32, 12, elements=st.integers(0, 5)), arrays(np.float32, 12, elements=st.integers(0, 5)))
def test_no_threshold_is_better_than_the_best(true: Scores, false: Scores) -> None:
    best, *others = (
        np.sum(true > threshold) + np.sum(false <= threshold) for threshold in (best_threshold(true, false), *np.concatenate([true, false]))
    )

    assert best == max(others)


def test_a_caption_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"caption": None, "paraphrase": "A dog.", "negative": "A cat."}) + "\n")

    with pytest.raises(UserError, match="row 1"):
        read_rows(tmp_path / "rows.jsonl")


def test_rows_without_a_paraphrase_are_said(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"caption": "A dog.", "negative": "A cat."}) + "\n")

    with pytest.raises(UserError, match="paraphrase"):
        read_rows(tmp_path / "rows.jsonl")


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("")

    with pytest.raises(UserError, match="empty"):
        read_rows(tmp_path / "rows.jsonl")
