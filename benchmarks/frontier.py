"""Measure the trade-off between yield, the share of exchanges, and text-only accuracy over settings of the selection.

The rewrite stage proposes once; the selection is repeated with each setting on the same proposals. Three text-only accuracies on pairs
are printed, where 0.5 is chance and `-` means too few pairs:

1. n-grams (`hardneg.quality`, two divisions);
2. a linear discriminant of the embedder's hidden states, fitted on half of the captions (four divisions);
3. the share of pairs whose caption has the higher likelihood.

`exchanges` are swap_attribute, swap_object and word_order together.
"""

import argparse
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.bound import Proposing
from benchmarks.parse import parsed
from hardneg.config import load
from hardneg.quality.pairs import Pair
from hardneg.quality.text_only import ALL, enough, text_only_accuracies
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import cross_fitted, scale_of
from hardneg.rewrite.debias.embedder import Embedder, States
from hardneg.rewrite.debias.select_negatives import candidates_of, select
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.schemas.config import Config, RewriteConfig
from hardneg.schemas.family import EXCHANGES, Family

SETTINGS = (
    "rewrite.balance.floor={}",
    "rewrite.balance.floor={swap_attribute: 0.02, swap_object: 0.02, word_order: 0.02, count: 0.05}",
    "rewrite.balance.tolerance=1.2",
    "rewrite.balance.tolerance=3",
    "rewrite.balance.tolerance=5",
    "rewrite.balance.floor={swap_attribute: 0.08, swap_object: 0.08, word_order: 0.06, count: 0.12}",
)
DIVISIONS = 4
EXCHANGED, REST = "exchanges", "others"
GROUPS = (ALL, EXCHANGED, Family.COUNT.value, REST)

Floats = npt.NDArray[np.float64]


class Known(Embedder):
    """Return the known hidden states of the proposals instead of reading them."""

    def __init__(self, states: States) -> None:
        self.states = states

    def changes(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> States:
        """Return the states of all proposals."""
        assert len(texts) == len(of) == len(self.states)
        assert captions
        return self.states.copy()


class Proposed(NamedTuple):
    """Hold the captions and proposals of a part; `states` are the hidden states, None without an embedder."""

    captions: Sequence[str]
    proposals: Sequence[Candidate]
    states: States | None


class Accuracies(NamedTuple):
    """Hold the text-only accuracies on some pairs; None where there are too few."""

    ngrams: float | None
    embedder: float | None
    likelihood: float | None


class Point(NamedTuple):
    """Hold one point of the frontier: negatives per caption, and the share and the accuracies of each group."""

    negatives: float
    shares: Mapping[str, float]
    accuracies: Mapping[str, Accuracies]


def propose(file: str, count: int, config: Config) -> Proposed:
    """Return the proposals of the configured stage for the captions of a file."""
    rows = parsed(file, count, config)
    stage = Proposing(config)
    stage.process(rows)
    captions = rows["caption"].to_pylist()
    found = candidates_of(stage.noted, CoOccurrence([each.sentence for each in stage.noted]), config.rewrite)
    states = None
    if stage._embedder is not None:
        states = stage._embedder.changes(captions, [each.text for each in found], [each.caption for each in found])
    return Proposed(captions, found, states)


def point(proposed: Proposed, config: RewriteConfig, seed: int) -> Point:
    """Select from the proposals, and measure the selection."""
    captions, proposals, states = proposed
    most = [long_captions.most(caption, config) for caption in captions]
    embedder = Known(states) if states is not None else None
    indices = select(captions, proposals, most, config.balance, random.Random(seed), config.one_way, embedder).indices
    groups = np.array([_group(proposals[j].family) for j in indices])
    pairs = [_pair(captions, proposals[j]) for j in indices]
    divided = [text_only_accuracies(pairs, turn, None, "the selection") for turn in range(2) if enough(pairs, turn)]
    named = (
        np.mean([_is_recognised(proposed, indices, turn) for turn in range(DIVISIONS)], 0)
        if states is not None
        else np.full(len(pairs), np.nan)
    )
    accuracies = {}
    for group in GROUPS:
        own = np.isin(groups, [group] if group != ALL else GROUPS)
        found = [figures[group].ngrams_of_all for figures in divided if group in figures]
        likelier = [np.nan if pair.gap is None else float(pair.gap > 0) for pair, mine in zip(pairs, own, strict=True) if mine]
        accuracies[group] = Accuracies(_mean([each.value for each in found if each is not None]), _mean(named[own]), _mean(likelier))
    shares = {group: float((groups == group).mean()) for group in GROUPS[1:]}
    return Point(len(indices) / len(captions), shares, accuracies)


def _group(family: str) -> str:
    return EXCHANGED if family in EXCHANGES else family if family == Family.COUNT else REST


def _pair(captions: Sequence[str], proposal: Candidate) -> Pair:
    caption = captions[proposal.caption]
    return Pair(caption, proposal.text, _group(proposal.family), (caption,), str(proposal.caption), gap=proposal.gap)


def _is_recognised(proposed: Proposed, indices: Sequence[int], turn: int) -> Floats:
    """Return whether a discriminant fitted on the other half recognises each negative; NaN where pairs are too few."""
    assert proposed.states is not None
    halves = np.random.default_rng(turn).random(len(proposed.captions)) < 0.5
    half = halves[[each.caption for each in proposed.proposals]]
    found = cross_fitted(proposed.states / scale_of(proposed.states), [each.family for each in proposed.proposals], half, indices)
    return (found[list(indices)] > 0).astype(float) if found is not None else np.full(len(indices), np.nan)


def _mean(values: Sequence[float] | Floats) -> float | None:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else None


def line(setting: str, found: Point) -> str:
    """Return a row of the table."""
    accuracies = "   ".join(" ".join("  -  " if each is None else f"{each:.3f}" for each in found.accuracies[group]) for group in GROUPS)
    return f"{found.negatives:9.2f} {found.shares[EXCHANGED]:9.1%} {found.shares[Family.COUNT]:6.1%}   {accuracies}   {setting}"


def main(words: list[str]) -> None:
    """Measure all settings, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks frontier", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=700, help="upper bound of the captions")
    options.add_argument("--config", help="a YAML file")
    options.add_argument("--set", action="append", default=[], help="one config value for the proposals, such as rewrite.writer=lexicon")
    options.add_argument("--vary", action="append", default=[], help="one setting of the selection, such as rewrite.balance.tolerance=2")
    chosen = options.parse_args(words)
    fixed = [*chosen.set, "rewrite.positives_per_caption=0"]
    configs = {each: load(chosen.config, [*fixed, each], {}).rewrite for each in chosen.vary or SETTINGS}
    with Path(chosen.captions).open(encoding="utf-8") as lines:
        count = min(chosen.count, sum(1 for _ in lines))
    proposed = propose(chosen.captions, count, load(chosen.config, fixed, {}))
    print(f"{count} captions, {len(proposed.proposals)} proposals; n-grams, embedder, likelihood of each group")
    print(f"{'a caption':>9} {'exchanges':>9} {'count':>6}   " + "   ".join(f"{group:17}" for group in GROUPS) + "   setting")
    for setting, config in configs.items():
        print(line(setting, point(proposed, config, 0)), flush=True)
