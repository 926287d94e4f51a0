"""List the families of negatives with their traits, so that configs and schemas need not import the module of a family."""

from enum import StrEnum
from typing import NamedTuple, Self


class Traits(NamedTuple):
    """Hold the traits of a family that are plain data. A family that sets none is written by default, in sentences and in lists of tags.

    Attributes:
        one_way: Its edits only insert words and have no reverse, so n-grams alone distinguish them from captions (1.00 of pairs).
        traded: It inserts words, and `rewrite.paired_deletion` deletes an attribute elsewhere for them; else it is one-way.
        opt_in: It is written only where a config names it, since a text-only classifier recognises it (a transformer in 0.72 of pairs).
        exchange: It exchanges two spans of the caption, so that caption and negative have the same words.
        clauses: It exchanges whole clauses, which the second parse cannot compare and the plausibility scorer has not learned.
        lexical: Its replacements are content words, which no negative of several edits inserts twice.
        in_tags: It also edits lists of tags.
        in_titles: It also edits titles of products.
        heard: It may edit captions of sounds whatever its target is.
        boost: Default factor on the weight of its targets (`rewrite.boost`).
        floor: Default least share of the negatives of a part (`rewrite.balance.floor`).
    """

    one_way: bool = False
    traded: bool = False
    opt_in: bool = False
    exchange: bool = False
    clauses: bool = False
    lexical: bool = False
    in_tags: bool = True
    in_titles: bool = False
    heard: bool = False
    boost: float = 1.0
    floor: float = 0.0


class Family(StrEnum):
    """Identify the part of a caption that one negative changes. Its value stands in rows, configs and prompt files."""

    traits: Traits

    def __new__(cls, name: str, traits: Traits | None = None) -> Self:
        """Return the member of this name, with its traits."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.traits = traits or Traits()
        return member

    ATTRIBUTE = "attribute", Traits(lexical=True, in_titles=True)
    OBJECT = "object", Traits(lexical=True, in_titles=True)
    ACTION = "action", Traits(lexical=True)
    RELATION = "relation"
    COUNT = "count", Traits(floor=0.07)
    SWAP_ATTRIBUTE = "swap_attribute", Traits(exchange=True, boost=4.0, floor=0.05)
    SWAP_OBJECT = "swap_object", Traits(exchange=True, heard=True, boost=2.0, floor=0.04)
    WORD_ORDER = "word_order", Traits(exchange=True, heard=True, boost=4.0, floor=0.04)
    ADD_ATTRIBUTE = "add_attribute", Traits(traded=True, opt_in=True, lexical=True)
    # A list of tags has no clause and denies nothing, and one more tag is no edit of another.
    ADD_OBJECT = "add_object", Traits(one_way=True, opt_in=True, lexical=True, in_tags=False)
    NEGATION = "negation", Traits(one_way=True, opt_in=True, in_tags=False, heard=True)
    TEMPORAL = "temporal", Traits(clauses=True, in_tags=False, heard=True)


DEFAULT = tuple(family for family in Family if not family.traits.opt_in)
"""Families that are written unless a config says otherwise."""
EXCHANGES = frozenset(family.value for family in Family if family.traits.exchange)
"""Names of the families that exchange two spans of a caption."""
BOOST = {family: family.traits.boost for family in Family if family.traits.boost != 1}
"""Default of `rewrite.boost`."""
FLOOR = {family: family.traits.floor for family in sorted(Family, key=lambda each: not each.traits.exchange) if family.traits.floor}
"""Default of `rewrite.balance.floor`: exchanges first, since few captions offer them and floors are met in order."""


def one_way(trade: bool = True) -> frozenset[Family]:
    """Return the families whose edits have no reverse; without `trade` also those whose insertions nothing is deleted for."""
    return frozenset(family for family in Family if family.traits.one_way or (family.traits.traded and not trade))
