"""Score positives by a text-only classifier that has to recognise the negative of a caption, given the negative and the positive.

With d the state of a negative less that of a positive of its caption, the classifier is Fisher's discriminant of the selected pairs
(`discriminant`), with a further one for each family of negatives and for each kind of positives. Fitted to half of the captions, it scores
the negatives against each positive that the other half may get. Sign and size of the scores are features of the positive: over the
negatives of each family, over those compared with each kind of positive, and over all. Negatives of one-way families have no part in it.

Of 5,100 pairs of COCO that hide from n-grams such a classifier recognised 0.59 of the negatives before and 0.51 after; a MiniLM that was
fine-tuned on half of them, 0.636 and 0.591. Without the kinds MiniLM recognised 0.93 of the pairs with a converse, 0.75 with what says
less, and 0.73 with a hypernym (0.584 of 4,500 pairs in all). With them it recognised 0.564, since fewer of these are selected.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from hardneg.rewrite.debias.adversarial import FADE, FeatureRows
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import discriminants, scale_of
from hardneg.rewrite.debias.embedder import Embedder, States
from hardneg.rewrite.debias.features import score_features
from hardneg.rewrite.debias.objective import ALL, POOLED, Feature, Scoped
from hardneg.seeding import seed_for

ROUNDS = 6
_SHARE = 0.5
"""Each negative counts so much for one positive, since two positives share the negatives of a caption."""


class NegativeStates(NamedTuple):
    """The negatives of a part, as the selection of positives sees them.

    Attributes:
        captions: Index of the caption of each negative.
        families: Family of each negative.
        changes: State of each negative less that of its caption (n, width).
        embedder: The model of the states.
    """

    captions: Sequence[int]
    families: Sequence[str]
    changes: States
    embedder: Embedder


class PositiveClassifier:
    """Fit discriminants of the states of negatives less those of positives.

    Args:
        captions: Of the part.
        ids: Of the captions; they decide the halves.
        candidates: The positives that may be selected.
        negatives: The negatives.
        seed: Of the run.
    """

    def __init__(
        self, captions: Sequence[str], ids: Sequence[str], candidates: Sequence[Candidate], negatives: NegativeStates, seed: int
    ) -> None:
        self.ids, self.seed, self.families = ids, seed, negatives.families
        self.captions = [each.caption for each in candidates]
        self.kinds = [f"beside {each.kind}" for each in candidates]
        positives = negatives.embedder.changes(captions, [each.text for each in candidates], self.captions)
        both = np.concatenate([negatives.changes, positives])
        both /= scale_of(both)
        self.states = both
        """Scaled states of the negatives, then of the positives."""
        self.negatives_of: dict[int, list[int]] = defaultdict(list)
        for number, caption in enumerate(negatives.captions):
            self.negatives_of[caption].append(number)
        self.of_state = np.array([*negatives.captions, *self.captions], np.int64)
        self.totals = {scope: np.zeros(len(both)) for scope in sorted({*negatives.families, *self.kinds})}
        self.turn = 0

    def learn(self, selected: Sequence[int]) -> FeatureRows | None:
        """Fit to the selected positives with new halves; return the scores of all rounds, None where pairs are too few."""
        half = np.array([seed_for(self.seed, each, "rewrite", f"positives half {self.turn}") % 2 for each in self.ids], np.bool_)
        pairs = self.pairs(selected)
        scores = {scope: np.zeros(len(self.states)) for scope in self.totals}
        for side in (False, True):
            learnt = [pair for pair in pairs if half[self.captions[pair[1]]] == side]
            families, kinds = (np.array(each) for each in ([self.families[n] for n, _ in learnt], [self.kinds[p] for _, p in learnt]))
            negatives, positives = (np.array([pair[i] for pair in learnt], np.int64) for i in (0, 1))
            differences = self.states[negatives] - self.states[len(self.families) + positives]
            fitted = discriminants(differences, {scope: (families == scope) | (kinds == scope) for scope in scores})
            if fitted is None:
                return None
            other = half[self.of_state] != side
            for scope, weights in fitted.items():
                scores[scope][other] = self.states[other] @ weights
        self.turn += 1
        self.totals = {scope: FADE * total + scores[scope] for scope, total in self.totals.items()}
        unit = float(np.mean([abs(self._score(self.families[negative], negative, positive)) for negative, positive in pairs])) or 1.0
        return [self._row(positive, unit) for positive in range(len(self.captions))]

    def pairs(self, selected: Sequence[int]) -> list[tuple[int, int]]:
        """Pair each negative with one of the selected positives of its caption, with each of them in turn."""
        of_caption: dict[int, list[int]] = defaultdict(list)
        for positive in selected:
            of_caption[self.captions[positive]].append(positive)
        return [
            (negative, positives[turn % len(positives)])
            for caption, positives in of_caption.items()
            for turn, negative in enumerate(self.negatives_of[caption])
        ]

    def _score(self, scope: str, negative: int, positive: int) -> float:
        total = self.totals[scope]
        return float(total[negative] - total[len(self.families) + positive])

    def _row(self, positive: int, unit: float) -> list[Scoped]:
        """Sum sign and size of the scores of a caption's negatives against one of its positives, in each scope."""
        found: dict[str, dict[Feature, float]] = defaultdict(lambda: defaultdict(float))
        kind = self.kinds[positive]
        for negative in self.negatives_of[self.captions[positive]]:
            family = self.families[negative]
            of_family, of_kind = (score_features(round(self._score(scope, negative, positive) / unit, 2)) for scope in (family, kind))
            for scope, features in ((family, of_family), (ALL, of_family), (kind, of_kind)):
                for key, sign in features.items():
                    found[scope][key] += _SHARE * sign
        return [Scoped(features, {scope: POOLED if scope == ALL else 1.0}) for scope, features in found.items()]
