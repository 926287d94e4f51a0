"""Rewordings of a caption that stay true: whatever the caption is true of, they are true of too.

`reword` works on the parse alone. A kind is a module: either `changes` (a few words where they stand) or `orders` (the sentence put
together anew). A rewording has at most one order, and as many changes as its parts admit.
"""

from pipeline.rewordings.kinds import KINDS, WEAKER
from pipeline.rewordings.reword import reword, singles
from pipeline.rewordings.wording import Rewording

__all__ = ["KINDS", "WEAKER", "Rewording", "reword", "singles"]
