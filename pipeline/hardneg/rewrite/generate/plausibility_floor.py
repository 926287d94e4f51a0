"""Reject proposals below the plausibility floor: scenes that hardly anybody would photograph and describe."""

from collections import Counter
from collections.abc import Sequence

from hardneg.families.shapes import of_shapes
from hardneg.rewrite.plausibility.choose_scorer import Plausibility, choose, for_exchanges, scores
from hardneg.rewrite.rejects import reject_proposal
from hardneg.rewrite.types import CaptionState, Proposal, StepResult
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.family import EXCHANGES, Family
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject


class Floor:
    """Reject proposals that a scorer finds implausible.

    Args:
        scorer: The scorer of proposals.
        least: Probability below which a proposal is rejected.
        exchanges: The scorer of families that exchange; None for the same one.

    Raises:
        UserError: The scorer or its LLM is missing.
    """

    def __init__(self, scorer: Plausibility, least: float, exchanges: Plausibility | None = None) -> None:
        self.scorer, self.least, self.exchanges = scorer, least, exchanges or scorer

    def setup(self) -> None:
        """Load the weights."""
        self.scorer.setup()
        if self.exchanges is not self.scorer:
            self.exchanges.setup()

    def apply(self, captions: Sequence[CaptionState]) -> StepResult:
        """Score the proposals that have no score yet, and reject those below the floor.

        Lists of tags are not scored, since a list describes no scene as a sentence does. Neither are drawn shapes, which may be anywhere,
        nor families that exchange clauses, since either order is a scene.
        """
        places = [(i, k) for i, each in enumerate(captions) for k in range(len(each.proposals)) if _is_scored(each, k)]
        pairs = [(captions[i].text, captions[i].proposals[k]) for i, k in places]
        found = dict(zip(places, self._scores(pairs), strict=True))
        counts: Counter[str] = Counter({"plausibility_scored": len(places)} if places else {})
        rejects: list[Reject] = []
        passed: list[CaptionState] = []
        for i, caption in enumerate(captions):
            kept: list[Proposal] = []
            for k, each in enumerate(caption.proposals):
                score = found.get((i, k), each.plausibility)
                if score is None or score >= self.least:
                    kept.append(each._replace(plausibility=score))
                    continue
                counts[f"plausibility_rejected_{each.family}"] += 1
                rejects.append(reject_proposal(caption, each, Reason.IMPLAUSIBLE, f"plausibility {score:.3f}, below {self.least:g}"))
            passed.append(caption._replace(proposals=tuple(kept)))
        return StepResult(passed, rejects, counts)

    def _scores(self, pairs: Sequence[tuple[str, Proposal]]) -> list[float]:
        """Return the score of each proposal beside its caption, by the scorer of its family."""
        found = [0.0] * len(pairs)
        for scorer, exchanged in ((self.scorer, False), (self.exchanges, True)):
            own = [k for k, (_, each) in enumerate(pairs) if (each.family in EXCHANGES) == exchanged]
            captions, texts = [pairs[k][0] for k in own], [pairs[k][1].negative for k in own]
            for k, score in zip(own, scores(scorer, captions, texts) if own else [], strict=True):
                found[k] = score
        return found


def make(config: RewriteConfig) -> Floor | None:
    """Return the floor of a config; None where it has none, or where rules write and `plausibility.rules` is not set."""
    floor = config.plausibility
    if floor is None or not floor.floor or (config.writer == "lexicon" and not floor.rules):
        return None
    scorer = choose(floor.model, floor.revision)
    return Floor(scorer, floor.floor, for_exchanges(scorer))


def _is_scored(caption: CaptionState, k: int) -> bool:
    """Return whether proposal `k` of a caption is a scene that the scorer can judge, and has not been scored."""
    each = caption.proposals[k]
    if each.plausibility is not None or Family(each.family).traits.clauses:
        return False
    return not caption.sentence.tags and not caption.sentence.once(of_shapes)
