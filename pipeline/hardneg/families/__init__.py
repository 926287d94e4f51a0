"""The families of negatives: one module each, read by parse (what can be edited) and by rewrite (how).

They stand beside the stages, as `matching/` does, since two stages use them.
"""

from collections.abc import Iterator
from functools import partial

from hardneg.families import (
    action,
    acts,
    add_attribute,
    add_object,
    again,
    attribute,
    audible,
    companions,
    concurrent_acts,
    containers,
    count,
    descriptions,
    follow,
    inscriptions,
    negation,
    object,
    object_affordances,
    relation,
    swap_attribute,
    swap_object,
    temporal,
    titles,
    whereabouts,
    word_order,
)
from hardneg.families.family import Family, Target
from hardneg.families.untouched import unsaid, untouched
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.schemas.family import Family as Name

_GUARDS = (audible, descriptions, object_affordances, acts, companions, containers, inscriptions, concurrent_acts, whereabouts)
"""Each decides whether a target is editable and whether it admits a text, by what the rest of the caption says."""


def _found(family: Family, sentence: Sentence) -> Iterator[Target]:
    """What a family finds, less the targets that hold a word which no family edits, what the caption says again and cannot follow,
    and what nobody hears in a caption of sound.
    """
    product = sentence.once(titles.said) is not None
    if product and family.name not in titles.FAMILIES:
        return
    kept = sentence.once(unsaid if family.name == Name.NEGATION else untouched)
    for target in family.find(sentence):
        spans = [range(target.first, target.last), range(target.partner_first or 0, target.partner_last or 0)]
        if product and target.last > target.first + 1:
            continue  # a colour before the thing has been read as part of its name
        if family.name == Name.OBJECT and titles.component(sentence, sentence.words[target.last - 1]):
            continue
        if product and family.name == Name.OBJECT and not titles.replaceable(sentence, sentence.words[target.first]):
            continue
        if any(i in kept for span in spans for i in span):
            continue
        if all(module.editable(sentence, target) for module in (again, *_GUARDS)):
            yield target


def _realised(family: Family, sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """The edits of a family, and those of every other mention of what it changes."""
    edits = family.realise(sentence, target, text)
    return follow.following(sentence, target, text, edits) if edits else edits


def _candidates(family: Family, sentence: Sentence, target: Target) -> list[str]:
    """The candidates of a family which every other mention can follow, and which a caption of sound or a description admits."""
    found = family.candidates(sentence, target) if family.candidates is not None else []
    admitted = (text for text in found if all(module.admits(sentence, target, text) for module in _GUARDS))
    return [text for text in admitted if follow.can_follow(sentence, target, text)]


def _guarded(family: Family) -> Family:
    """The family with all that refers to its targets regarded."""
    return family._replace(
        find=partial(_found, family),
        realise=partial(_realised, family),
        candidates=partial(_candidates, family) if family.candidates is not None else None,
    )


FAMILIES: dict[Name, Family] = {
    module.FAMILY.name: _guarded(module.FAMILY)
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
