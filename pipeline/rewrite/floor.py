"""The floor of plausibility: what would hardly be photographed and written down is no proposal."""

from collections import Counter
from collections.abc import Sequence

from pipeline.families.shapes import of_shapes
from pipeline.grammar.sentence import Sentence
from pipeline.plausibility.choice import Plausibility, choose, scores
from pipeline.rewrite.keep import Checked, reject
from schemas.config import RewriteConfig
from schemas.family import Family
from schemas.reasons import Reason
from schemas.rows import Reject

UNSCORED = frozenset({Family.TEMPORAL})
"""Families that the scorer has not been shown to judge: an exchange of events moves whole clauses, and either order is a scene."""


class Floor:
    """Rejects implausible proposals and counts what it scored.

    Raises:
        UserError: The scorer or its LLM is not there.
    """

    def __init__(self, scorer: Plausibility, least: float) -> None:
        self.scorer, self.least = scorer, least
        self._passed: set[str] = set()

    def apply(
        self, kept: Sequence[list[Checked]], sentences: Sequence[Sentence], ids: Sequence[str], rejects: list[Reject]
    ) -> dict[str, int]:
        """Move what is less plausible than the floor from `kept` to `rejects`; return the counts for the done marker.

        Lists of tags are not scored, since a list describes no scene as a sentence does, nor are drawn shapes, which may be anywhere, nor
        the families in `UNSCORED`.
        """
        scenes = [not sentence.tags and not sentence.once(of_shapes) for sentence in sentences]
        new = [
            (i, each)
            for i, have in enumerate(kept)
            for each in have
            if scenes[i] and each.id not in self._passed and family_of(each) not in UNSCORED
        ]
        found = scores(self.scorer, [sentences[i].text for i, _ in new], [each.draft.negative for _, each in new])
        low: set[str] = set()
        counts: Counter[str] = Counter({"plausibility_scored": len(new)} if new else {})
        for (i, each), score in zip(new, found, strict=True):
            if score >= self.least:
                self._passed.add(each.id)
                continue
            low.add(each.id)
            counts[f"plausibility_rejected_{family_of(each)}"] += 1
            detail = f"plausibility {score:.3f}, below {self.least:g}"
            rejects.append(reject(each.draft.wanted, ids[i], sentences[i], Reason.IMPLAUSIBLE, detail, each.draft.negative))
        for have in kept:
            have[:] = [each for each in have if each.id not in low]
        return dict(counts)

    def fresh(self) -> None:
        """Forget the proposals of the part before."""
        self._passed.clear()


def family_of(checked: Checked) -> str:
    """Return the family of a proposal."""
    return checked.draft.wanted.slot.target.family


def make(config: RewriteConfig) -> Floor | None:
    """Return the floor of a config; None where it has none, or where rules choose and it is not asked for."""
    asked = config.plausibility
    if asked is None or not asked.floor or (config.method == "rules" and not asked.rules):
        return None
    return Floor(choose(asked.model, asked.revision), asked.floor)
