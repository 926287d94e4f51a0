import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from yes_no_server import MODEL, serving, text_of

from benchmarks.text_matchers import Timed, main, on_judged, on_pairs
from hardneg.matching.matcher import Scores


class Lengths:
    """Score by the length of the text."""

    revision, truncated = "lengths@1", 0

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        return np.asarray([len(text) - len(caption) for caption, text in zip(captions, texts, strict=True)], np.float32)


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def pairs(folder: Path) -> Path:
    rows = [{"type": kind, "caption": "A dog.", "paraphrase": "One dog is here.", "negative": "A"} for kind in ("swap_obj", "replace_obj")]
    return write(folder / "pairs.jsonl", rows * 5)


def judged(folder: Path) -> Path:
    rows = [("A dog is here.", "possibly_true"), ("A", "good"), ("An animal is here.", "good"), ("x" * 90, "senseless")]
    return write(folder / "judged.jsonl", [{"caption": "A dog.", "negative": text, "verdict": verdict} for text, verdict in rows])


def test_rows_are_spread_over_the_file_and_counted_by_type(tmp_path: Path) -> None:
    matcher = Timed(Lengths())
    figures = on_pairs(matcher, pairs(tmp_path), 4)
    assert (figures["all"].pairs, figures["all"].auc, figures["all"].accuracy) == (4, 1.0, 1.0)
    assert matcher.cost().pairs == 8


def test_still_true_negatives_are_compared_with_good_ones_only(tmp_path: Path) -> None:
    assert on_judged(Timed(Lengths()), judged(tmp_path)) == (1, 2, 0.5)


def test_an_llm_is_measured_by_its_config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(lambda messages: 1.0 if "is here" in text_of(messages) else -1.0) as server:
        told = ("--set", f"rewrite.llm.model={MODEL}", "--set", f"rewrite.llm.url={server.url}")
        main(["--model", "llm", *told, "--pairs", str(pairs(tmp_path)), "--judged", str(judged(tmp_path))])
    said = capsys.readouterr().out
    assert "all               10 pairs: ROC-AUC 1.000" in said
    assert "judged: 1 possibly true against 2 good: ROC-AUC 0.750" in said
    assert "ms of CPU" in said
