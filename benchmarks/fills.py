"""Compare the ways of using an LLM (`rewrite.hole`): yield, cost, and text-only accuracy, with balance and without.

All ways process the same captions in one process with one engine. `score` scores whole candidates of the lexicon, `choice` lets the LLM
choose one of them, and `free` lets it fill the span under a regex. The text-only accuracies are those of `hardneg.quality` (n-grams;
likelihood alone) on pairs, where 0.5 is chance. Without balance, `--negatives` limits the negatives of a caption.
"""

import argparse
import time
from typing import Any

import pyarrow as pa

from benchmarks.parse import parsed
from hardneg.engine.stage import Outcome
from hardneg.quality.pairs import Pair
from hardneg.quality.text_only import text_only_accuracies
from hardneg.rewrite.stage import RewriteStage, make
from hardneg.schemas.config import Config
from hardneg.schemas.reasons import Reason

WAYS = [(hole, balanced) for balanced in (True, False) for hole in ("score", "choice", "free")]


def config_of(hole: str, balanced: bool, negatives: int) -> Config:
    """Return the default config with one way of filling holes."""
    return Config.model_validate(
        {
            "rewrite": {
                "hole": hole,
                "balance": {"enabled": balanced},
                "negatives_per_caption": Config().rewrite.negatives_per_caption if balanced else negatives,
                "positives_per_caption": 0,
            }
        }
    )


def pairs_of(rows: pa.Table) -> list[Pair]:
    """Return the pairs of caption and negative for the text-only classifiers."""
    return [
        Pair(row["caption"], made["negative"], made["family"], (row["id"],), row["id"], gap=made["lm_gap"])
        for row in rows.to_pylist()
        for made in row["negatives"]
    ]


def line(way: tuple[str, bool], outcome: Outcome, seconds: float, captions: int) -> str:
    """Return a row of the table."""
    pairs, usage = pairs_of(outcome.rows), outcome.usage
    accuracy = text_only_accuracies(pairs, 0, None, "captions")["all"]
    held = len(pairs) + usage.get("balance_unused_proposals", 0)
    share = held / max(1, held + sum(reason != Reason.NO_NEGATIVE for reason in outcome.rejects["reason"].to_pylist()))
    accuracies = " ".join("  -  " if each is None else f"{each.value:.3f}" for each in (accuracy.ngrams, accuracy.likelihood))
    tokens = usage["llm_tokens_in"] + usage["llm_tokens_out"]
    name = f"{way[0]:6} {'balance' if way[1] else '-':8}"
    return (
        f"{name} {share:8.1%} {len(pairs) / captions:9.2f} {usage['llm_tokens_out'] / len(pairs):11.2f} {tokens / len(pairs):8.0f} "
        f"{1000 * seconds / len(pairs):9.0f}   {accuracies}"
    )


def main(words: list[str]) -> None:
    """Run every way, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks fills", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--negatives", type=int, default=4, help="upper bound of the negatives of a caption without balance")
    chosen = options.parse_args(words)
    rows = parsed(chosen.captions, chosen.count, Config())
    engine: Any = None
    print(f"{len(rows)} captions")
    print("way             accepted /caption  tokens out in + out CPU ms each  n-grams likelihood", flush=True)
    for way in WAYS:
        stage: RewriteStage = make(config_of(*way, chosen.negatives))
        if engine is None:
            stage.setup()
            engine = stage.llm, stage._parser
        stage.llm, stage._parser = engine
        engine[0].usage.take()
        began = time.process_time()
        outcome = stage.process(rows)
        print(line(way, outcome, time.process_time() - began, len(rows)), flush=True)
    engine[0].close()
