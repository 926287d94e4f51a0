"""Choose the plausibility scorer of a config: a shipped one, a folder of its form, or a larger LLM."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from hardneg.errors import UserError
from hardneg.models.llm_folder import AbsentError, find_llm
from hardneg.models.resolve import LANGUAGE_MODEL, is_here
from hardneg.rewrite.plausibility.head import CONFIG, DEFAULT, KIND, SHIPPED, Scorer, Scores
from hardneg.rewrite.plausibility.likelihood import LikelihoodScorer
from hardneg.rewrite.plausibility.window import grouped

DIGITS = 3
"""Decimal digits of a probability that are kept; later ones differ between machines."""


class Plausibility(Protocol):
    """Estimate the probability that a reader calls an edited caption good rather than senseless."""

    revision: str

    def setup(self) -> None:
        """Load the weights."""

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return the probability (n,) that text i, an edit of caption `of[i]`, is plausible."""


def choose(name: str, revision: str | None = None) -> Plausibility:
    """Return the scorer of that name. Where a larger LLM is not installed, return the shipped one and say so once on stderr.

    Args:
        name: A shipped scorer, the folder of one, or a larger LLM.
        revision: Commit of a hub id.

    Raises:
        UserError: The name is a missing folder, no model or no causal LLM, or the LLM of the shipped scorer was not fetched.
    """
    folder = SHIPPED / name if (SHIPPED / name / CONFIG).is_file() else Path(name).expanduser()
    if (folder / CONFIG).is_file() and KIND in (folder / CONFIG).read_text(encoding="utf-8"):
        return Scorer(folder)
    if not is_here(name, LANGUAGE_MODEL) and ("/" not in name or name.startswith(("/", "./", "../", "~"))):
        raise UserError(f"rewrite.plausibility.model {name}: no such folder or model; give {DEFAULT}, a folder, or a hub id (owner/name)")
    shipped = Scorer(SHIPPED / DEFAULT)
    try:
        return LikelihoodScorer(name, shipped, revision) if _here(name, revision) else shipped
    except UserError as error:
        raise UserError(f"rewrite.plausibility.model: {error}") from error


def for_exchanges(scorer: Plausibility) -> Plausibility:
    """Return the scorer of edits that only exchange words: the shipped one combined with the likelihood of its own LLM.

    The mean states of an exchange are nearly those of its caption, so the head alone tells little.

    Raises:
        UserError: The LLM is missing.
    """
    if not isinstance(scorer, Scorer) or scorer.exchanges is None:
        return scorer
    return LikelihoodScorer(scorer.base, scorer, mix=scorer.exchanges, dtype="float32")


@cache
def _here(name: str, revision: str | None) -> bool:
    """Return whether an LLM can be used; if not, give the reason on stderr once."""
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401

        find_llm(name, revision)
        return True
    except (AbsentError, ImportError) as error:
        said = " ".join(str(error).split())[:200]
    print(f"rewrite.plausibility.model {name}: not available ({said}); the shipped scorer is used instead", file=sys.stderr)
    return False


def scores(scorer: Plausibility, captions: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Return the probability that each text is plausible beside its caption; of long texts only the edited sentences are read."""
    return [round(float(each), DIGITS) for each in scorer.score(*grouped(captions, texts))]
