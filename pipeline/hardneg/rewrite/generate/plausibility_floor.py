"""The floor of plausibility: what would hardly be photographed and written down is no proposal."""

from collections import Counter
from collections.abc import Sequence

from hardneg.families.shapes import of_shapes
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.plausibility.choose_scorer import Plausibility, choose, for_exchanges, scores
from hardneg.rewrite.rejects import reject
from hardneg.rewrite.types import Checked
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.family import EXCHANGES, Family
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject


class Floor:
    """Rejects implausible proposals and counts what it scored.

    Args:
        scorer: Of proposals.
        least: Probability below which a proposal is rejected.
        exchanges: The scorer of families that exchange; the same one where it is None.

    Raises:
        UserError: The scorer or its LLM is not there.
    """

    def __init__(self, scorer: Plausibility, least: float, exchanges: Plausibility | None = None) -> None:
        self.scorer, self.least, self.exchanges = scorer, least, exchanges or scorer
        self._passed: set[str] = set()

    def setup(self) -> None:
        """Load the weights."""
        self.scorer.setup()
        if self.exchanges is not self.scorer:
            self.exchanges.setup()

    def apply(
        self, kept: Sequence[list[Checked]], sentences: Sequence[Sentence], ids: Sequence[str], rejects: list[Reject]
    ) -> dict[str, int]:
        """Move what is less plausible than the floor from `kept` to `rejects`; return the counts for the done marker.

        Lists of tags are not scored, since a list describes no scene as a sentence does, nor are drawn shapes, which may be anywhere, nor
        families that exchange clauses: either order is a scene.
        """
        scenes = [not sentence.tags and not sentence.once(of_shapes) for sentence in sentences]
        new = [
            (i, each)
            for i, have in enumerate(kept)
            for each in have
            if scenes[i] and each.id not in self._passed and not Family(each.draft.family).traits.clauses
        ]
        low: set[str] = set()
        counts: Counter[str] = Counter({"plausibility_scored": len(new)} if new else {})
        for (i, each), score in zip(new, self._scores(new, sentences), strict=True):
            if score >= self.least:
                self._passed.add(each.id)
                continue
            low.add(each.id)
            counts[f"plausibility_rejected_{each.draft.family}"] += 1
            detail = f"plausibility {score:.3f}, below {self.least:g}"
            rejects.append(reject(each.draft.wanted, ids[i], sentences[i], Reason.IMPLAUSIBLE, detail, each.draft.negative))
        for have in kept:
            have[:] = [each for each in have if each.id not in low]
        return dict(counts)

    def _scores(self, new: Sequence[tuple[int, Checked]], sentences: Sequence[Sentence]) -> list[float]:
        """Return the score of each proposal, by the scorer of its family."""
        found = [0.0] * len(new)
        for scorer, exchanged in ((self.scorer, False), (self.exchanges, True)):
            some = [k for k, (_, each) in enumerate(new) if (each.draft.family in EXCHANGES) == exchanged]
            captions, texts = [sentences[new[k][0]].text for k in some], [new[k][1].draft.negative for k in some]
            for k, score in zip(some, scores(scorer, captions, texts) if some else [], strict=True):
                found[k] = score
        return found

    def fresh(self) -> None:
        """Forget the proposals of the part before."""
        self._passed.clear()


def make(config: RewriteConfig) -> Floor | None:
    """Return the floor of a config; None where it has none, or where rules choose and it is not asked for."""
    asked = config.plausibility
    if asked is None or not asked.floor or (config.method == "rules" and not asked.rules):
        return None
    scorer = choose(asked.model, asked.revision)
    return Floor(scorer, asked.floor, for_exchanges(scorer))
