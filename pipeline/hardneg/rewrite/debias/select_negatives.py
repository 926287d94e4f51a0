"""Select the negatives of a part among its proposals."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from hardneg.engine import steps
from hardneg.rewrite import concreteness
from hardneg.rewrite.debias.adversarial import FADE, FeatureRows, in_rounds
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import Scores, cross_fitted, scale_of
from hardneg.rewrite.debias.embedder import Embedder, States
from hardneg.rewrite.debias.exchange_order import exchange_of
from hardneg.rewrite.debias.exemption import exempt
from hardneg.rewrite.debias.features import features_of, score_features
from hardneg.rewrite.debias.herding import Herded, Limits, herd, options_of
from hardneg.rewrite.debias.objective import ALL, POOLED, Objective, Scoped
from hardneg.rewrite.debias.positive_classifier import NegativeStates
from hardneg.rewrite.debias.propensity import with_weights
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.config import BalanceConfig, RewriteConfig

ROUNDS = 8


class Picked(NamedTuple):
    """The captions with their selected negatives, the counts of balance, and what positives are selected against."""

    captions: list[CaptionState]
    counts: dict[str, int]
    states: NegativeStates | None


class Selected(NamedTuple):
    """Hold the selected negatives.

    Attributes:
        indices: Of proposals, in rising order.
        counts: Whole numbers for the done marker, which add up over parts.
        changes: State of each selected negative less that of its caption, (n, width); None without an embedder.
    """

    indices: list[int]
    counts: dict[str, int]
    changes: States | None = None


def pick(
    captions: Sequence[CaptionState], cooccurrence: CoOccurrence, config: RewriteConfig, rng: random.Random, embedder: Embedder | None
) -> Picked:
    """Select negatives over the part, among the proposals of each caption that hold.

    Captions with `draws_image` keep some of the discarded proposals too, marked by `needs_image` (`exempt`).
    """
    steps.begin("select")
    texts = [caption.text for caption in captions]
    candidates = candidates_of(captions, cooccurrence, config)
    most = [long_captions.most(text, config) for text in texts]
    selected = select(texts, candidates, most, config.balance, rng, config.one_way, embedder)
    states = None
    if embedder is not None and selected.changes is not None:
        balanced = [k for k, at in enumerate(selected.indices) if candidates[at].family not in config.one_way]
        of = [candidates[selected.indices[k]] for k in balanced]
        states = NegativeStates([each.caption for each in of], [each.family for each in of], selected.changes[balanced], embedder)
    imaged = [caption.draws_image for caption in captions]
    exempted = config.balance.needs_image_per_caption
    free = set(exempt(candidates, selected.indices, most, imaged, exempted, rng)) if any(imaged) else set[int]()
    kept: dict[int, list[int]] = defaultdict(list)
    for at in sorted({*selected.indices, *free}):
        kept[candidates[at].caption].append(at)
    chosen: list[CaptionState] = []
    first = 0  # candidate of the caption
    for i, caption in enumerate(captions):
        own = tuple(caption.proposals) if i in kept else ()
        chosen.append(caption._replace(proposals=tuple(own[at - first]._replace(needs_image=at in free) for at in kept.get(i, ()))))
        first += len(caption.proposals)
    return Picked(
        with_weights(captions, chosen),
        selected.counts | ({"balance_needs_image": len(free)} if free else {}),
        states,
    )


def candidates_of(captions: Sequence[CaptionState], cooccurrence: CoOccurrence, config: RewriteConfig) -> list[Candidate]:
    """Return the candidates that a part is selected from, caption by caption."""
    found, scores = [], []
    for i, caption in enumerate(captions):
        long = long_captions.times(caption.text, config)
        for each in caption.proposals:
            segments = long_captions.touched(caption.sentence, each.targets) if long else frozenset[int]()
            found.append(candidate_of(i, each, cooccurrence.change(i, each.negative), segments))
            scores.append(concreteness.of_proposal(each) if config.concreteness else 0.0)
    bonuses = concreteness.bonuses(scores, config.concreteness)
    return [each._replace(bonus=bonus) for each, bonus in zip(found, bonuses, strict=True)]


def candidate_of(caption: int, proposal: Proposal, cooccurrence: float = 0.0, segments: frozenset[int] = frozenset()) -> Candidate:
    """Return the candidate of a proposal for the caption at this index of the part."""
    target = tuple(start for each in proposal.targets for start in (each.start, each.partner_start))
    exchange = exchange_of(proposal.family, proposal.edits)
    size = len(proposal.targets)
    return Candidate(caption, proposal.family, target, proposal.negative, proposal.lm_gap, size, segments, cooccurrence, exchange)


def select(
    captions: Sequence[str],
    candidates: Sequence[Candidate],
    most: Sequence[int],
    config: BalanceConfig,
    rng: random.Random,
    one_way: Collection[str] = frozenset(),
    embedder: Embedder | None = None,
) -> Selected:
    """Select at most `most[i]` candidates of caption i such that a text-only classifier does not recognise them.

    Families in `one_way` enter no sum over all families, no classifier learns from them, and none of them is discarded. With an embedder,
    the counts say how many pairs of each family a last classifier scored, and how many it recognised.
    """
    limits = Limits(
        most, config.sweeps, None if config.tolerance is None else [config.tolerance], 1, config.floor, one_way, config.likelihood
    )
    of_family = {name: {name: 1.0} | ({} if name in one_way else {ALL: POOLED}) for name in {each.family for each in candidates}}
    scopes = [of_family[each.family] for each in candidates]
    rows = ([Scoped(each, of)] for each, of in zip(features_of(captions, candidates), scopes, strict=True))

    def selected(of_each: Iterable[Sequence[Scoped]]) -> Herded:
        return herd(candidates, of_each, limits, rng)

    if embedder is None or not candidates:
        herded = selected(rows)
        return Selected(herded.indices, _counts(candidates, herded))
    changes = embedder.changes(captions, [each.text for each in candidates], [each.caption for each in candidates])
    classifier = NegativeClassifier(changes, candidates, scopes, one_way, len(captions), rng)
    herded = in_rounds(selected, list(rows), classifier, ROUNDS)
    counts = _counts(candidates, herded) | classifier.counts(herded.indices)
    return Selected(herded.indices, counts, classifier.states[herded.indices] * classifier.scale)


class NegativeClassifier:
    """Fit discriminants of the hidden states of negatives less those of their captions.

    Args:
        changes: State of each candidate less that of its caption (n, width); they are scaled in place, since of long captions they are
            gigabytes.
        candidates: Of the part.
        scopes: Of each candidate.
        one_way: Families that nothing is learned from.
        captions: Number of captions of the part.
        rng: Divides the captions into halves.
    """

    def __init__(
        self,
        changes: States,
        candidates: Sequence[Candidate],
        scopes: Sequence[dict[str, float]],
        one_way: Collection[str],
        captions: int,
        rng: random.Random,
    ) -> None:
        self.scale = scale_of(changes)
        self.states = np.divide(changes, self.scale, out=changes)
        self.families, self.of_caption = [each.family for each in candidates], [each.caption for each in candidates]
        self.scopes, self.one_way, self.captions, self.rng = scopes, one_way, captions, rng
        self.total = np.zeros(len(candidates))

    def learn(self, selected: Sequence[int]) -> FeatureRows | None:
        """Fit to the selected candidates with new halves; return the scores of all rounds, None where pairs are too few."""
        scores = self._scores(self._balanced(selected))
        if scores is None:
            return None
        self.total = FADE * self.total + scores
        unit = float(np.abs(self.total).mean()) or 1.0
        rounded = [round(float(score) / unit, 2) for score in self.total]
        return [[Scoped(score_features(score), of)] for score, of in zip(rounded, self.scopes, strict=True)]

    def counts(self, selected: Sequence[int]) -> dict[str, int]:
        """Return how many selected pairs of each family a last classifier scores, and how many it recognises; empty without one."""
        balanced = self._balanced(selected)
        scores = self._scores(balanced)
        if scores is None:
            return {}
        found = Counter(f"balance_read_{self.families[j]}" for j in balanced)
        found.update(f"balance_read_called_{self.families[j]}" for j in balanced if scores[j] > 0)
        return dict(found)

    def _balanced(self, selected: Sequence[int]) -> list[int]:
        return [j for j in selected if self.families[j] not in self.one_way]

    def _scores(self, balanced: Sequence[int]) -> Scores | None:
        half = np.array([self.rng.random() < 0.5 for _ in range(self.captions)])[self.of_caption]
        return cross_fitted(self.states, self.families, half, balanced)


def _counts(candidates: Sequence[Candidate], herded: Herded) -> dict[str, int]:
    """Count candidates and families, and what is left of the sums."""
    families = options_of(candidates).keys()
    used = {(candidates[j].caption, candidates[j].family) for j in herded.indices}
    counts = {
        "balance_proposals": len(candidates),
        "balance_unused_proposals": len(candidates) - len(herded.indices),
        "balance_families": len(families),
        "balance_families_unused": len(families - used),
    }
    return counts | _residuals(herded.objective, candidates, herded.indices)


def _residuals(objective: Objective, candidates: Sequence[Candidate], indices: Sequence[int]) -> dict[str, int]:
    """Count by family: pairs; words moved, and the residual of their sums; pairs with a gap, and captions that are likelier."""
    counts: Counter[str] = Counter()
    words = {index: scope for scope, (sort, _), index in objective.named() if sort == "1" and scope != ALL}
    for j in indices:
        each = candidates[j]
        counts[f"balance_pairs_{each.family}"] += 1
        if each.gap is not None:
            counts[f"balance_scored_{each.family}"] += 1
            counts[f"balance_caption_likelier_{each.family}"] += each.gap > 0
        for index, value in zip(*objective.row(j)[:2], strict=True):
            if index in words:
                counts[f"balance_words_moved_{each.family}"] += int(abs(value))
    for index, family in words.items():
        counts[f"balance_words_left_{family}"] += int(abs(objective.sums[index]))
    return {name: count for name, count in counts.items() if count}
