"""The families of negatives."""

from enum import StrEnum


class Family(StrEnum):
    """What one negative changes. The value is what stands in rows, configs and prompt files."""

    ATTRIBUTE = "attribute"
    OBJECT = "object"
    ACTION = "action"
    RELATION = "relation"
    COUNT = "count"
    SWAP_ATTRIBUTE = "swap_attribute"
    SWAP_OBJECT = "swap_object"
    WORD_ORDER = "word_order"
    ADD_ATTRIBUTE = "add_attribute"
    ADD_OBJECT = "add_object"
    NEGATION = "negation"
    TEMPORAL = "temporal"


ONE_WAY = frozenset({Family.ADD_OBJECT, Family.NEGATION})
"""Families that show in the form, whatever words they take: nothing that a caption loses makes up for what they put in.

A text alone tells them from captions: n-grams 1.00 of pairs.
"""
ASKED_FOR = ONE_WAY | {Family.ADD_ATTRIBUTE}
"""Families that are written only where a config asks for them: told by the text alone, or (0.72 by a transformer) more than others."""
NOT_IN_TAGS = frozenset({Family.ADD_OBJECT, Family.NEGATION, Family.TEMPORAL})
"""Families that edit sentences and no lists of tags: a list has no clause, denies nothing, and one more tag is no edit of another."""
DEFAULT = tuple(family for family in Family if family not in ASKED_FOR)
"""Families that are written unless a config says otherwise."""
