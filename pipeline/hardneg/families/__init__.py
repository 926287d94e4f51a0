"""Apply the families of negatives: one module each, used by parse (which spans can be edited) and by rewrite (how).

They stand beside the stages, as `matching/` does, since two stages use them. `FAMILIES` follows from the names in `hardneg.schemas.family`:
the module of a family has its name and defines `FAMILY`.
"""

from collections.abc import Iterator
from functools import partial
from importlib import import_module

from hardneg.families import acts, audible, concurrent_acts, descriptions, follow, motions, other_mentions, required_verbs, titles
from hardneg.families.family import Family, Guard, Target
from hardneg.families.untouched import untouched, untouched_by_negation
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.schemas.family import Family as Name

_GUARDS: tuple[Guard, ...] = (audible, descriptions, acts, concurrent_acts, motions, required_verbs)
"""Guards of all families; those of one family are its `guards`."""


def _found(family: Family, sentence: Sentence) -> Iterator[Target]:
    """Yield the targets of a family that no guard excludes and that contain no protected word."""
    if sentence.once(titles.title_words) is None or family.name.traits.in_titles:
        yield from (target for target in family.find(sentence) if editable(family, sentence, target))


def editable(family: Family, sentence: Sentence, target: Target) -> bool:
    """Return whether no guard excludes a target, whoever found it, and it contains no protected word."""
    product = sentence.once(titles.title_words) is not None
    two_words = target.last > target.first + 1 and target.kind != "colour"
    if product and (not family.name.traits.in_titles or two_words):
        return False  # in a title a colour before the product is part of its name
    kept = sentence.once(untouched_by_negation if family.denied else untouched)
    spans = [range(target.first, target.last), range(target.partner_first or 0, target.partner_last or 0)]
    if any(i in kept for span in spans for i in span):
        return False
    return other_mentions.editable(sentence, target) and all(guard.editable(sentence, target) for guard in (*_GUARDS, *family.guards))


def _realised(family: Family, sentence: Sentence, target: Target, text: str) -> list[Edit] | None:
    """Return the edits of a family, with those of every coreferent mention of the changed thing."""
    edits = family.realise(sentence, target, text)
    return follow.following(sentence, target, text, edits) if edits else edits


def admits(family: Family, sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether all guards admit a replacement, and every coreferent mention can agree with it."""
    guarded = all(guard.admits(sentence, target, text) for guard in (*_GUARDS, *family.guards))
    return guarded and follow.can_follow(sentence, target, text)


def _candidates(family: Family, sentence: Sentence, target: Target) -> list[str]:
    """Return the candidates of a family that all guards admit and with which every coreferent mention can agree."""
    found = family.candidates(sentence, target) if family.candidates is not None else []
    return [text for text in found if admits(family, sentence, target, text)]


def _guarded(family: Family) -> Family:
    """Return the family with its guards applied; its edits extend to all coreferent mentions of a target."""
    return family._replace(
        find=partial(_found, family),
        realise=partial(_realised, family),
        candidates=partial(_candidates, family) if family.candidates is not None else None,
    )


def _of_module(name: Name) -> Family:
    family: Family = import_module(f"hardneg.families.{name.value}").FAMILY
    return _guarded(family)


FAMILIES: dict[Name, Family] = {name: _of_module(name) for name in Name}

__all__ = ["FAMILIES", "Family", "Name", "Target", "admits", "editable"]
