"""Use an LLM as text matcher: it is asked whether the text follows from the caption, and answers yes or no."""

from collections.abc import Sequence

import numpy as np

from hardneg import llm
from hardneg.engine.parts import digest
from hardneg.llm.interface import LLM
from hardneg.matching.differing import differing
from hardneg.matching.matcher import Scores
from hardneg.matching.question import load
from hardneg.schemas.config import LLMConfig

NAME = "llm"
"""The name of this matcher in `filter.match.text_model` and `rewrite.balance.text_model`."""


def revision_of(config: LLMConfig) -> str:
    """Return the revision of the weights, with a digest of the question and of what else decides a score.

    Raises:
        UserError: The model runs in the worker and is not on this machine.
    """
    return f"{llm.revision(without_adapter(config))}+{digest({'question': load('entailment').hash, 'dtype': config.dtype})[:8]}"


def without_adapter(config: LLMConfig) -> LLMConfig:
    """Return the config of the base model: an adapter is for what the LLM writes."""
    return config.model_copy(update={"adapter": None})


class LLMTextMatcher:
    """Score by the log-odds of yes against no, as a `TextMatcher`; above 0 the text probably follows.

    A pair that exceeds the model's context is reduced to the sentences and clauses that differ. What is still too long has the score NaN,
    and is counted in `truncated`.
    """

    def __init__(self, engine: LLM, revision: str, shared: bool) -> None:
        """Use an engine.

        Args:
            engine: The LLM.
            revision: See `revision_of`.
            shared: Set where the engine has another owner, who empties its cache at the beginning of a part.
        """
        self.engine, self.revision, self.shared = engine, revision, shared
        self.truncated = 0

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """Return the score of text i beside caption i, float32 (n,)."""
        if not self.shared:
            self.engine.fresh()
        found = self._asked(list(zip(captions, texts, strict=True)))
        too_long = np.flatnonzero(np.isnan(found))
        found[too_long] = self._asked([differing(captions[i], texts[i]) for i in too_long])
        self.truncated += int(np.isnan(found).sum())
        return found

    def _asked(self, pairs: Sequence[tuple[str, str]]) -> Scores:
        question = load("entailment")
        return np.asarray(self.engine.yes_no([question.chat(text, caption) for caption, text in pairs]), np.float32)
