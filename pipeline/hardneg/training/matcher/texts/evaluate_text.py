"""Measure how well a text matcher separates paraphrases from negatives, by type, beside embedding cosine and word overlap."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from more_itertools import chunked

from hardneg.errors import UserError
from hardneg.matching.matcher import Scores, TextMatcher
from hardneg.models.llm_folder import source_of
from hardneg.models.pretrained import quiet
from hardneg.training.matcher.texts.balanced_pairs import overlap

BATCH = 64
SWAPS = "swap"
FOLLOWS = 0.0
"""The logit above which the text counts as entailed."""


class EvaluationRow(NamedTuple):
    """An `EvaluationRow` is a caption with a paraphrase, which it entails, and a negative, which it does not."""

    type: str
    caption: str
    paraphrase: str
    negative: str


class TextFigures(NamedTuple):
    """Hold, for one type, ROC-AUC over pooled pairs, pairwise accuracy, and accuracy.

    Pairwise accuracy is the share of captions whose paraphrase scores above their negative. Accuracy is the mean share of
    paraphrases rejected and negatives kept at the filter's threshold.
    """

    pairs: int
    auc: float
    pairwise: float
    accuracy: float


def evaluate_text(matcher: TextMatcher, rows: Sequence[EvaluationRow]) -> dict[str, dict[str, TextFigures]]:
    """Return figures by scorer (`matcher`, `cosine`, `overlap`), then by type; `all` and `swap` (types that begin so) are pooled."""
    captions = [row.caption for row in rows]
    judged = {
        "matcher": (matcher.score(captions, [row.paraphrase for row in rows]), matcher.score(captions, [row.negative for row in rows])),
        "cosine": (cosines(captions, [row.paraphrase for row in rows]), cosines(captions, [row.negative for row in rows])),
        "overlap": (_overlaps(captions, [row.paraphrase for row in rows]), _overlaps(captions, [row.negative for row in rows])),
    }
    types = [row.type for row in rows]
    thresholds = {name: FOLLOWS if name == "matcher" else best_threshold(*scores) for name, scores in judged.items()}
    return {name: by_type(types, *scores, thresholds[name]) for name, scores in judged.items()}


def by_type(types: Sequence[str], true: Scores, false: Scores, threshold: float = 0.0) -> dict[str, TextFigures]:
    """Return the figures of each type, of all swaps together, and of all; scores above `threshold` count as entailed.

    Pairs that lack a score, as of texts that a matcher does not judge, are in no figure.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    scored = np.isfinite(true) & np.isfinite(false)
    for i, name in enumerate(types):
        if not scored[i]:
            continue
        groups[name].append(i)
        groups["all"].append(i)
        if name.startswith(SWAPS):
            groups[SWAPS].append(i)
    return {name: _figures(true[chosen], false[chosen], threshold) for name, chosen in sorted(groups.items())}


def _figures(true: Scores, false: Scores, threshold: float) -> TextFigures:
    accuracy = ((true > threshold).mean() + (false <= threshold).mean()) / 2
    return TextFigures(len(true), auc(true, false), _pairwise(true, false), float(accuracy))


def best_threshold(true: Scores, false: Scores) -> float:
    """Return the threshold of the best accuracy on these scores, an optimistic figure for the baselines."""
    every = np.unique(np.concatenate([true, false]))
    missed, caught = (np.searchsorted(np.sort(each), every, side="right") / len(each) for each in (true, false))
    right = caught - missed
    return float(every[right.argmax()])


def auc(true: Scores, false: Scores) -> float:
    """Return the area under the ROC curve: the share of pairs in which the true text scores above the false one; ties count half."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(np.arange(len(true) + len(false)) < len(true), np.concatenate([true, false])))


def _pairwise(true: Scores, false: Scores) -> float:
    return float(((true > false) + 0.5 * (true == false)).mean())


def _overlaps(captions: Sequence[str], texts: Sequence[str]) -> Scores:
    return np.array([overlap(caption, text) for caption, text in zip(captions, texts, strict=True)], np.float32)


@torch.inference_mode()  # type: ignore[untyped-decorator]
def cosines(captions: Sequence[str], texts: Sequence[str], model: str = "minilm-l6-v2") -> Scores:
    """Return the cosine of mean embeddings of the pretrained encoder, the baseline without training."""
    from transformers import AutoModel, AutoTokenizer

    folder = source_of(model)
    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(folder, trust_remote_code=False)
        encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, use_safetensors=True, trust_remote_code=False).eval()
    both = []
    for group in (captions, texts):
        made = []
        for some in chunked(group, BATCH):
            batch = tokenizer(some, padding="longest", truncation=True, max_length=256, return_tensors="pt")
            mask = batch["attention_mask"].unsqueeze(-1)
            states = encoder(**batch).last_hidden_state * mask
            made.append(torch.nn.functional.normalize(states.sum(1) / mask.sum(1)))
        both.append(torch.cat(made))
    scores: Scores = (both[0] * both[1]).sum(1).numpy()
    return scores


def read_rows(path: Path) -> list[EvaluationRow]:
    """Return the rows of a JSONL file with `caption`, `paraphrase`, `negative`, and `type` where there are several.

    Raises:
        UserError: The file is not there, is empty, or a line lacks one of them.
    """
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rows = [EvaluationRow(str(line.get("type", "all")), line["caption"], line["paraphrase"], line["negative"]) for line in lines]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserError(f"pairs {path}: {type(error).__name__}: {error}; give JSONL with caption, paraphrase, negative and type") from error
    for number, row in enumerate(rows, 1):
        if not all(isinstance(text, str) for text in (row.caption, row.paraphrase, row.negative)):
            raise UserError(f"pairs {path}: row {number}: caption, paraphrase and negative must be texts")
    if not rows:
        raise UserError(f"pairs {path}: empty; give JSONL with caption, paraphrase, negative and type")
    return rows


def as_plain(table: Mapping[str, Mapping[str, TextFigures]]) -> dict[str, Any]:
    """Return the table as JSON values, rounded to four digits."""
    return {
        name: {
            kind: {"pairs": f.pairs, "auc": round(f.auc, 4), "pairwise": round(f.pairwise, 4), "accuracy": round(f.accuracy, 4)}
            for kind, f in figures.items()
        }
        for name, figures in table.items()
    }
