"""The families of negatives: one module each, read by parse (what can be edited) and by rewrite (how).

They stand beside the stages, as `match/` does, since two stages use them.
"""

from collections.abc import Iterator
from functools import partial

from pipeline.families import (
    action,
    add_attribute,
    add_object,
    attribute,
    count,
    negation,
    object,
    relation,
    swap_attribute,
    swap_object,
    temporal,
    titles,
    word_order,
)
from pipeline.families.family import Family, Target
from pipeline.families.untouched import unsaid, untouched
from pipeline.grammar.sentence import Sentence
from schemas.family import Family as Name


def _found(family: Family, sentence: Sentence) -> Iterator[Target]:
    """What a family finds, less the targets that hold a word which no family edits."""
    product = sentence.once(titles.said) is not None
    if product and family.name not in titles.FAMILIES:
        return
    kept = sentence.once(unsaid if family.name == Name.NEGATION else untouched)
    for target in family.find(sentence):
        spans = [range(target.first, target.last), range(target.partner_first or 0, target.partner_last or 0)]
        if product and target.last > target.first + 1:
            continue  # a colour before the thing has been read as part of its name
        if not any(i in kept for span in spans for i in span):
            yield target


FAMILIES: dict[Name, Family] = {
    module.FAMILY.name: module.FAMILY._replace(find=partial(_found, module.FAMILY))
    for module in (
        attribute,
        object,
        action,
        relation,
        count,
        swap_attribute,
        swap_object,
        word_order,
        add_attribute,
        add_object,
        negation,
        temporal,
    )
}

__all__ = ["FAMILIES", "Family", "Name", "Target"]
