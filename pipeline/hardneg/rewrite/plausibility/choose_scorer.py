"""Which scorer a config names: one that comes with this package or a folder of its form, else a larger LLM."""

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
"""Of a probability, whose last digits differ from machine to machine."""


class Plausibility(Protocol):
    """Says how likely a reader is to call an edited caption good rather than senseless."""

    revision: str

    def setup(self) -> None:
        """Load the weights."""

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return the probability (n,) that text i, made of caption `of[i]`, is plausible."""


def choose(name: str, revision: str | None = None) -> Plausibility:
    """Return the scorer of that name; the shipped one, saying so once, where a larger LLM is not installed.

    Args:
        name: A scorer that comes with this package, the folder of one, or a larger LLM.
        revision: Commit of a hub id.

    Raises:
        UserError: The name is a folder that is not there, no name of a model or no causal LLM, or the shipped scorer's own LLM was not
            fetched.
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
    """Return the scorer of edits that only exchange words: beside the shipped one its own LLM's likelihood counts as well.

    The mean states of an exchange are nearly those of its caption, so the head alone knows little of it.

    Raises:
        UserError: The LLM is not there.
    """
    if not isinstance(scorer, Scorer) or scorer.exchanges is None:
        return scorer
    return LikelihoodScorer(scorer.base, scorer, mix=scorer.exchanges, dtype="float32")


@cache
def _here(name: str, revision: str | None) -> bool:
    """Return whether an LLM can be used; the first time that it cannot, say why on stderr."""
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401

        find_llm(name, revision)
        return True
    except (AbsentError, ImportError) as error:
        said = " ".join(str(error).split())[:200]
    print(f"rewrite.plausibility.model {name}: not here ({said}); the shipped scorer judges instead", file=sys.stderr)
    return False


def scores(scorer: Plausibility, captions: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Return the probability that each text is plausible beside its caption; of long ones the edited sentence is read."""
    return [round(float(each), DIGITS) for each in scorer.score(*grouped(captions, texts))]
