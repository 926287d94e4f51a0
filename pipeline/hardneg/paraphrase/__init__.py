"""Paraphrase a caption by rule: a paraphrase is true of every image that the caption is true of.

`paraphrases` needs the parse alone. A kind is a module with either `changes` (local edits) or `orders` (reorderings of the
sentence). A paraphrase has at most one reordering, and as many local edits as the reordered parts admit.
"""

from hardneg.paraphrase.composition import Paraphrase
from hardneg.paraphrase.generation import paraphrases, single_paraphrases
from hardneg.paraphrase.paraphrase_kinds import KINDS, WEAKER

__all__ = ["KINDS", "WEAKER", "Paraphrase", "paraphrases", "single_paraphrases"]
