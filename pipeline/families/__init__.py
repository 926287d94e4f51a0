"""The families of negatives: one module each, read by parse (what can be edited) and by rewrite (how).

They stand beside the stages, as `match/` does, since two stages use them.
"""

from pipeline.families import action, attribute, count, object, relation, swap_attribute, swap_object, word_order
from pipeline.families.family import Family, Target
from schemas.family import Family as Name

FAMILIES: dict[Name, Family] = {
    module.FAMILY.name: module.FAMILY for module in (attribute, object, action, relation, count, swap_attribute, swap_object, word_order)
}

__all__ = ["FAMILIES", "Family", "Name", "Target"]
