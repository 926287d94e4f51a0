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
