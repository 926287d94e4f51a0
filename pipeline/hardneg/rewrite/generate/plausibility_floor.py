"""Reject proposals below the plausibility floor: scenes that hardly anybody would photograph and describe.

Where the stage's LLM is another one than the scorer's own, its likelihood gaps count beside the scorer (`likelihood.BOTH`), since a larger
LLM knows more words. It scores what the scorer leaves open. A replacement outside the lexicon must pass with the gap and without, also with
the gaps of the scorer's own LLM: the LLM that wrote it finds it likely, and of those that a gap lifted above the floor many were bad.
"""

from collections import Counter
from collections.abc import Sequence

from hardneg.engine import steps
from hardneg.families.shapes import of_shapes
from hardneg.llm.interface import LLM
from hardneg.rewrite.generate.likelihood import gaps_of
from hardneg.rewrite.plausibility.choose_scorer import DIGITS, Plausibility, choose, for_exchanges, scores
from hardneg.rewrite.plausibility.head import Mix, Scorer
from hardneg.rewrite.plausibility.likelihood import BOTH
from hardneg.rewrite.rejects import reject_proposal
from hardneg.rewrite.types import CaptionState, Proposal, StepResult
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.family import EXCHANGES, Family
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject

LEAST_OPEN = 0.1
"""A lower score of the scorer is not lifted to the floor by any gap that occurs: it would have to be -7 nats."""


class Floor:
    """Reject proposals that a scorer finds implausible.

    Args:
        scorer: The scorer of proposals.
        least: Probability below which a proposal is rejected.
        exchanges: The scorer of families that exchange; None for the same one.
        mix: Weights of score and gap, for families that do not exchange; None for the score alone.
        lifts: Whether a gap counts for the lexicon's replacements too, and may lift them; those outside the lexicon it only lowers.
        outside: Probability below which a replacement outside the lexicon is rejected, where it is above `least`.

    Raises:
        UserError: The scorer or its LLM is missing.
    """

    def __init__(
        self,
        scorer: Plausibility,
        least: float,
        exchanges: Plausibility | None = None,
        mix: Mix | None = None,
        lifts: bool = True,
        outside: float = 0.0,
    ) -> None:
        self.scorer, self.least, self.exchanges, self.mix, self.lifts = scorer, least, exchanges or scorer, mix, lifts
        self.outside = max(least, outside)

    def setup(self) -> None:
        """Load the weights."""
        self.scorer.setup()
        if self.exchanges is not self.scorer:
            self.exchanges.setup()

    def apply(self, captions: Sequence[CaptionState], llm: LLM | None = None) -> StepResult:
        """Score the proposals that have no score yet, and reject those below the floor.

        The LLM is asked only where there is a `mix`.

        Lists of tags are not scored, since a list describes no scene as a sentence does. Neither are drawn shapes, which may be anywhere,
        nor families that exchange clauses, since either order is a scene.
        """
        steps.begin("plausibility")
        places = [(i, k) for i, each in enumerate(captions) for k in range(len(each.proposals)) if _is_scored(each, k)]
        pairs = [(captions[i].text, captions[i].proposals[k]) for i, k in places]
        found = dict(zip(places, self._scores(pairs), strict=True))
        captions = self._mixed(captions, found, llm)
        counts: Counter[str] = Counter({"plausibility_scored": len(places)} if places else {})
        rejects: list[Reject] = []
        passed: list[CaptionState] = []
        for i, caption in enumerate(captions):
            kept: list[Proposal] = []
            for k, each in enumerate(caption.proposals):
                score = found.get((i, k), each.plausibility)
                least = self.outside if each.outside else self.least
                if score is None or score >= least:
                    kept.append(each._replace(plausibility=score))
                    continue
                counts[f"plausibility_rejected_{each.family}"] += 1
                rejects.append(reject_proposal(caption, each, Reason.IMPLAUSIBLE, f"plausibility {score:.3f}, below {least:g}"))
            passed.append(caption._replace(proposals=tuple(kept)))
        return StepResult(passed, rejects, counts)

    def _mixed(self, captions: Sequence[CaptionState], found: dict[tuple[int, int], float], llm: LLM | None) -> Sequence[CaptionState]:
        """Put score and gap together in `found`, for proposals that the gap may decide; return the captions with these gaps."""
        mix = self.mix
        if mix is None or llm is None:
            return captions
        asked = [[k for k, one in enumerate(each.proposals) if self._is_open(one, found.get((i, k)))] for i, each in enumerate(captions)]
        texts = [[each.proposals[k].negative for k in own] for each, own in zip(captions, asked, strict=True)]
        result = []
        for i, gaps in enumerate(gaps_of([each.text for each in captions], texts, llm)):
            proposals = list(captions[i].proposals)
            for k, gap in zip(asked[i], gaps, strict=True):
                proposals[k] = proposals[k]._replace(lm_gap=gap)
                if gap is not None:
                    mixed = round(float(mix.probabilities(found[i, k], gap)), DIGITS)
                    found[i, k] = min(mixed, found[i, k]) if proposals[k].outside else mixed
            result.append(captions[i]._replace(proposals=tuple(proposals)))
        return result

    def _is_open(self, proposal: Proposal, score: float | None) -> bool:
        """Return whether the gap may decide about a proposal with this score; not where it has none."""
        if score is None or proposal.family in EXCHANGES:
            return False
        return score >= self.outside if proposal.outside else self.lifts and score >= LEAST_OPEN

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
    if not config.uses_llm or not isinstance(scorer, Scorer):
        return Floor(scorer, floor.floor, for_exchanges(scorer), outside=floor.outside)
    return Floor(scorer, floor.floor, for_exchanges(scorer), BOTH, scorer.base != config.llm.model, floor.outside)


def _is_scored(caption: CaptionState, k: int) -> bool:
    """Return whether proposal `k` of a caption is a scene that the scorer can judge, and has not been scored."""
    each = caption.proposals[k]
    if each.plausibility is not None or Family(each.family).traits.clauses:
        return False
    return not caption.sentence.tags and not caption.sentence.once(of_shapes)
