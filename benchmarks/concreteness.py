"""Measure what `rewrite.concreteness` does to the negatives of one part, and print a table.

The rewrite stage runs once for each value on the same parsed captions. `concreteness` and `visual` are the means of the columns of these
names. `replacements` is the mean score, from 0.5 to 5, of the words that attributes, objects and actions are replaced by. The text-only
accuracy is that of n-grams (`hardneg.quality.text_only`): the mean over divisions of the captions into halves, and their standard
deviation.
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from benchmarks.parse import parsed
from hardneg.config import load
from hardneg.families import Name
from hardneg.quality.pairs import Pair
from hardneg.quality.text_only import ALL, enough, text_only_accuracies
from hardneg.rewrite.concreteness import of_text
from hardneg.rewrite.stage import RewriteStage, make

DIVISIONS = 6


class Measured(NamedTuple):
    """Hold the figures of one value of the knob; a mean is None where nothing is rated, `accuracies` is empty where pairs are too few."""

    knob: float
    concreteness: float | None
    visual: float | None
    replacements: float | None
    per_caption: float
    shares: Mapping[str, float]
    accuracies: Sequence[float]


def measure(stage: RewriteStage, rows: pa.Table, knob: float) -> Measured:
    """Rewrite the captions with this value of the knob. The stage keeps its models."""
    stage.config = stage.config.model_copy(update={"concreteness": knob})
    made = [(row["caption"], each) for row in stage.process(rows).rows.to_pylist() for each in row["negatives"]]
    families = Counter(str(each["family"]) for _, each in made)
    pairs = [Pair(caption, each["negative"], each["family"], (caption,), caption, gap=each["lm_gap"]) for caption, each in made]
    found = [text_only_accuracies(pairs, turn, None, "the negatives")[ALL] for turn in range(DIVISIONS) if enough(pairs, turn)]
    return Measured(
        knob,
        _mean([each["concreteness"] for _, each in made]),
        _mean([each["visual"] for _, each in made]),
        _mean([_replacement(each) for _, each in made if Name(each["family"]).traits.lexical]),
        len(made) / len(rows),
        {family: count / len(made) for family, count in sorted(families.items())},
        [each.ngrams_of_all.value for each in found if each.ngrams_of_all is not None],
    )


def line(found: Measured) -> str:
    """Return a row of the table, in Markdown."""
    means = [f"{each:.3f}" if each is not None else "-" for each in (found.concreteness, found.visual, found.replacements)]
    accuracy = f"{statistics.mean(found.accuracies):.3f} ± {statistics.pstdev(found.accuracies):.3f}" if found.accuracies else "-"
    shares = ", ".join(f"{family} {share:.1%}" for family, share in found.shares.items())
    return f"| {found.knob:g} | {' | '.join(means)} | {found.per_caption:.2f} | {accuracy} | {shares} |"


def main(words: list[str]) -> None:
    """Measure all values, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks concreteness", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=300, help="captions, of which the first are taken")
    options.add_argument("--knob", type=float, nargs="+", default=[0.0, 1.0, 2.0, 4.0], help="values of `rewrite.concreteness`")
    options.add_argument("--set", action="append", default=[], help="one config value, such as rewrite.writer=lexicon")
    chosen = options.parse_args(words)
    config = load(None, [*chosen.set, "rewrite.positives_per_caption=0"], {})
    rows = parsed(chosen.captions, chosen.count, config)
    stage = make(config)
    stage.setup()
    print(f"{len(rows)} captions, writer {config.rewrite.writer}")
    print("| knob | concreteness | visual | replacements | negatives per caption | n-grams | families |")
    print("|---:|---:|---:|---:|---:|---:|---|")
    for knob in chosen.knob:
        print(line(measure(stage, rows, knob)), flush=True)
    if stage.llm is not None:
        stage.llm.close()


def _replacement(negative: Mapping[str, Any]) -> float:
    return max(of_text(edit["new"].lower()) for edit in negative["edits"])


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.mean(known) if known else None
