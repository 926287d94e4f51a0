"""Select against text-only classifiers that are trained anew in each round: adversarial filtering by balance.

A classifier of hidden states has hundreds of features, too many for sums of their own in the objective (`objective`). So a classifier that
was fitted to one half of the captions scores the candidates of the other half, and sign and size of that score are balanced as any other
feature. Proposals selected so deceive this classifier but not the next one. So there are rounds with new halves, and their scores add up.

Of 1,018 captions of COCO (2,800 pairs) a discriminant with new halves recognised 0.60 of the negatives before and 0.52 after; a MiniLM that
was fine-tuned on half of them, 0.574 and 0.533. 3% of the pairs were discarded. With the same halves in every round it was 0.56 instead of
0.52. (These figures are of one discriminant for all families. Of 2,420 captions in one part a MiniLM recognised 0.56 with that, and 0.547
with one for each family.) The classifiers share neither model, nor features, nor seed with those of `hardneg.quality`.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from hardneg.rewrite.debias.herding import Herded
from hardneg.rewrite.debias.objective import Scoped

FADE = 0.8
"""The scores of a round count so much in the next."""

FeatureRows = Sequence[Sequence[Scoped]]
"""Features of each candidate."""


class Classifier(Protocol):
    """Train a text-only classifier in rounds."""

    def learn(self, selected: Sequence[int]) -> FeatureRows | None:
        """Fit to the selected candidates with new halves; return the scores of all rounds, None where pairs are too few."""


def in_rounds(select: Callable[[FeatureRows], Herded], rows: FeatureRows, classifier: Classifier, rounds: int) -> Herded:
    """Alternate between selecting and training.

    Args:
        select: Selects candidates by their features.
        rows: Features of each candidate without scores, as in the first selection; scores are added to them in each round.
        classifier: Learns from what is selected.
        rounds: Of training.
    """
    herded = select(rows)
    for _ in range(rounds):
        scores = classifier.learn(herded.indices)
        if scores is None:
            break
        herded = select([[*row, *score] for row, score in zip(rows, scores, strict=True)])
    return herded
