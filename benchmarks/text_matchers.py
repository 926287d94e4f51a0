"""Compare text matchers: the shipped one, an LLM that is asked, or a classifier.

Two figures of accuracy: paraphrases against negatives of the same captions (`--pairs`, as for `hardneg evaluate-text-matcher`), and
negatives that people judged possibly true against those judged good (`--judged`). Beside them CPU time per pair, and memory.
"""

import argparse
import json
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from hardneg.config import load
from hardneg.matching.located import start_text_matcher
from hardneg.matching.matcher import Scores, TextMatcher
from hardneg.training.matcher.texts.evaluate_text import TextFigures, auc, by_type, read_rows

STILL_TRUE, VALID = "possibly_true", "good"
"""Verdicts of `--judged` that are compared."""


class Cost(NamedTuple):
    """Hold the cost of scoring: milliseconds of CPU and of time per pair, and the largest memory of the process in GB."""

    pairs: int
    cpu_ms: float
    ms: float
    memory_gb: float


class Timed:
    """Score by a matcher, and add up what it costs."""

    def __init__(self, matcher: TextMatcher) -> None:
        self.matcher = matcher
        self.pairs, self.cpu, self.seconds = 0, 0.0, 0.0

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """Return the scores of the pairs."""
        began, spent = time.perf_counter(), time.process_time()
        found = self.matcher.score(captions, texts)
        self.cpu, self.seconds = self.cpu + time.process_time() - spent, self.seconds + time.perf_counter() - began
        self.pairs += len(texts)
        return found

    def cost(self) -> Cost:
        """Return the cost per pair so far."""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        return Cost(self.pairs, round(1e3 * self.cpu / self.pairs, 1), round(1e3 * self.seconds / self.pairs, 1), round(memory, 2))


def on_pairs(matcher: Timed, path: Path, count: int) -> dict[str, TextFigures]:
    """Return the figures by type on `count` rows that are spread over the file."""
    rows = read_rows(path)
    rows = [rows[i] for i in np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)]
    captions = [row.caption for row in rows]
    paraphrases, negatives = (matcher.score(captions, [getattr(row, name) for row in rows]) for name in ("paraphrase", "negative"))
    return by_type([row.type for row in rows], paraphrases, negatives)


def on_judged(matcher: Timed, path: Path) -> tuple[int, int, float]:
    """Return the numbers of still true and of valid negatives, and the ROC-AUC of the scores between them."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["verdict"] in (STILL_TRUE, VALID)]
    scores = matcher.score([row["caption"] for row in rows], [row["negative"] for row in rows])
    true = np.asarray([row["verdict"] == STILL_TRUE for row in rows])
    return int(true.sum()), int((~true).sum()), auc(scores[true], scores[~true])


def main(words: list[str]) -> None:
    """Score both files by one matcher, and print figures and cost."""
    options = argparse.ArgumentParser(prog="python -m benchmarks text_matchers", description=__doc__)
    options.add_argument("--model", default="text", help="as filter.match.text_model")
    options.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="config, such as rewrite.llm.model=NAME")
    options.add_argument("--pairs", type=Path, help="JSON lines: caption, paraphrase, negative, type")
    options.add_argument("--count", type=int, default=300, help="rows of --pairs")
    options.add_argument("--judged", type=Path, help="JSON lines: caption, negative, verdict")
    chosen = options.parse_args(words)
    match = load(None, [*chosen.set, f"filter.match.text_model={chosen.model}"], {}).match
    matcher = Timed(start_text_matcher(match))
    if chosen.pairs is not None:
        for name, of in on_pairs(matcher, chosen.pairs, chosen.count).items():
            print(f"{name:14} {of.pairs:5} pairs: ROC-AUC {of.auc:.3f}, pairwise {of.pairwise:.3f}, accuracy {of.accuracy:.3f}", flush=True)
    if chosen.judged is not None:
        true, valid, auc = on_judged(matcher, chosen.judged)
        print(f"judged: {true} possibly true against {valid} good: ROC-AUC {auc:.3f}")
    cost = matcher.cost()
    print(f"{cost.pairs} pairs: {cost.cpu_ms} ms of CPU and {cost.ms} ms each; memory {cost.memory_gb} GB; {matcher.matcher.revision}")
