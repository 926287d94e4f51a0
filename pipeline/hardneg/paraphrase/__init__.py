"""Rewordings of a caption that stay true: whatever the caption is true of, they are true of too.

`reword` works on the parse alone. A kind is a module: either `changes` (a few words where they stand) or `orders` (the sentence put
together anew). A rewording has at most one order, and as many changes as its parts admit.
"""

from hardneg.paraphrase.kinds import KINDS, WEAKER
from hardneg.paraphrase.reword import reword, singles
from hardneg.paraphrase.wording import Rewording

__all__ = ["KINDS", "WEAKER", "Rewording", "reword", "singles"]
