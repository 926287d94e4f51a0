"""Bound the yield of each family under exact word balance: each word is a source word as often as a replacement word.

The bound is a linear program over all proposals of a family in a part. x_j in [0, 1] is the selected fraction of proposal j:

    maximise sum_j x_j   subject to   sum of x_j over the proposals of a caption <= 1,   sum_j x_j d_j(word) = 0 for every word,

where d_j(word) is the count of the word in the negative minus that in its caption. No selection from these proposals covers more captions
with balanced words; `--slack 0.1` allows each word an imbalance of a tenth of its changes. With one proposal per target instead of one per
caption, the program bounds the number of negatives of the family. A larger yield leaks through word frequencies. One-way families cannot be
balanced, and are excluded.
"""

import argparse
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from benchmarks.parse import parsed
from hardneg.config import load
from hardneg.parse.columns import targets_from
from hardneg.rewrite.debias.features import features_of
from hardneg.rewrite.debias.select_negatives import candidate_of
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.stage import RewriteStage
from hardneg.rewrite.types import CaptionState, StepResult

FIXED = ("rewrite.writer=lexicon", "rewrite.positives_per_caption=0", "rewrite.invalid_share=0", "rewrite.balance.enabled=true")


class Proposing(RewriteStage):
    """Record the proposals that it selects from."""

    noted: Sequence[CaptionState] = ()

    def proposed(self, captions: Sequence[CaptionState], cooccurrence: CoOccurrence) -> StepResult:
        """Record the captions with their proposals."""
        part = super().proposed(captions, cooccurrence)
        self.noted = part.captions
        return part


def most_covered(moved: Sequence[Mapping[str, float]], groups: Sequence[Hashable], slack: float = 0.0) -> float:
    """Return the largest (fractional) number of groups with a selected proposal under word balance.

    Args:
        moved: For each proposal, the count of each word in the negative minus that in the caption.
        groups: For each proposal, its caption or its target; a group has at most one selected proposal.
        slack: Imbalance that each word may have, as a share of its changes.
    """
    words = {word: i for i, word in enumerate(sorted({word for each in moved for word in each}))}
    entries = [(words[word], j, by) for j, each in enumerate(moved) for word, by in each.items()]
    if not entries:
        return float(len(set(groups)))
    numbers = {group: i for i, group in enumerate(dict.fromkeys(groups))}
    at, of, by = (np.array(each) for each in zip(*entries, strict=True))
    change = csr_matrix((by, (at, of)), (len(words), len(moved)))
    once = csr_matrix((np.ones(len(moved)), ([numbers[group] for group in groups], range(len(moved)))))
    off = slack * abs(change)
    at_most = vstack([once, change - off, -change - off])
    limits = np.concatenate([np.ones(len(numbers)), np.zeros(2 * len(words))])
    return max(0.0, -float(linprog(-np.ones(len(moved)), A_ub=at_most, b_ub=limits, bounds=(0, 1)).fun))


def main(words: list[str]) -> None:
    """Solve the programs for all families, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks bound", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=4096, help="upper bound of the captions")
    options.add_argument("--set", action="append", default=[], help="one config value, such as rewrite.balance.proposals_per_caption=24")
    options.add_argument("--slack", type=float, nargs="+", default=[0.0, 0.1], help="imbalance of a word, as a share of its changes")
    chosen = options.parse_args(words)
    config = load(None, [*chosen.set, *FIXED], {})
    with Path(chosen.captions).open(encoding="utf-8") as lines:
        count = min(chosen.count, sum(1 for _ in lines))
    rows = parsed(chosen.captions, count, config)
    stage = Proposing(config)
    stage.process(rows)
    offered: dict[str, set[int]] = defaultdict(set)
    for i, targets in enumerate(targets_from(rows["targets"])):
        for target in targets:
            offered[target.family].add(i)
    found = [candidate_of(i, each) for i, caption in enumerate(stage.noted) for each in caption.proposals]
    features = list(features_of(rows["caption"].to_pylist(), found))
    print(
        f"{len(rows)} captions, {len(found)} proposals; of the captions with a target: share with a proposal, and upper bound of the share"
    )
    print("with a balanced one (slack in brackets); upper bound of the number of balanced negatives, one per target")
    heads = [f"share ({slack:g})" for slack in chosen.slack] + [f"total ({slack:g})" for slack in chosen.slack]
    print(f"{'family':16}{'targets':>9}{'proposed':>10}" + "".join(f"{head:>14}" for head in heads))
    total = np.zeros(len(chosen.slack))
    for family in sorted({each.family for each in found} - set(config.rewrite.one_way)):
        of_family = [j for j, each in enumerate(found) if each.family == family]
        moved = [{word: by for (sort, word), by in features[j].items() if sort == "1"} for j in of_family]
        captions, spans = [found[j].caption for j in of_family], [(found[j].caption, found[j].target) for j in of_family]
        shares = [most_covered(moved, captions, slack) / len(offered[family]) for slack in chosen.slack]
        in_all = [most_covered(moved, spans, slack) for slack in chosen.slack]
        total += in_all
        proposed = len(set(captions)) / len(offered[family])
        cells = "".join(f"{share:14.1%}" for share in shares) + "".join(f"{most:14.0f}" for most in in_all)
        print(f"{family:16}{len(offered[family]):9}{proposed:10.1%}{cells}")
    print("upper bound of negatives per caption: " + ", ".join(f"{most / len(rows):.2f}" for most in total))
