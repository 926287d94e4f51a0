"""Which scorer a config names: one that comes with this package or a folder of its form, else a larger LLM."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from pipeline import models
from pipeline.errors import UserError
from pipeline.plausibility.head import CONFIG, DEFAULT, KIND, SHIPPED, Scorer, Scores
from pipeline.plausibility.likelihood import LikelihoodScorer
from pipeline.plausibility.window import grouped

DIGITS = 3
"""Of a probability, whose last digits differ from machine to machine."""


class Plausibility(Protocol):
    """Says how likely a reader is to call an edited caption good rather than senseless."""

    revision: str

    def setup(self) -> None:
        """Load the weights."""

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return the probability (n,) that text i, made of caption `of[i]`, is plausible."""


def choose(name: str) -> Plausibility:
    """Return the scorer of that name; the shipped one, saying so once, where a larger LLM is not installed.

    Raises:
        UserError: The name is a folder that is not there or no name of a model, or the shipped scorer's own LLM was not fetched.
    """
    folder = SHIPPED / name if (SHIPPED / name / CONFIG).is_file() else Path(name).expanduser()
    if (folder / CONFIG).is_file() and KIND in (folder / CONFIG).read_text(encoding="utf-8"):
        return Scorer(folder)
    if name not in models.MODELS and not folder.is_dir() and ("/" not in name or name.startswith(("/", "./", "../", "~"))):
        raise UserError(f"rewrite.plausibility.model {name}: no such folder or model; give {DEFAULT}, a folder, or a hub id (owner/name)")
    shipped = Scorer(SHIPPED / DEFAULT)
    if _missing(name) is None:
        return LikelihoodScorer(name, shipped)
    return shipped


@cache
def _missing(name: str) -> str | None:
    """Why an LLM cannot be used, said on stderr the first time; None where it can."""
    try:
        from transformers import AutoConfig

        AutoConfig.from_pretrained(models.resolve(name))
        return None
    except (UserError, ImportError, OSError, ValueError) as error:
        said = " ".join(str(error).split())[:200]
    print(f"rewrite.plausibility.model {name}: not here ({said}); the shipped scorer judges instead", file=sys.stderr)
    return said


def scores(scorer: Plausibility, captions: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Return the probability that each text is plausible beside its caption; of long ones the edited sentence is read."""
    return [round(float(each), DIGITS) for each in scorer.score(*grouped(captions, texts))]
