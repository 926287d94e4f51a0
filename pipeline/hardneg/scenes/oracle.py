"""Decide from its text whether a caption is true of a scene, for captions of the grammar and edited ones.

`a` and `the` mean at least one; `one`, `two`, ... and digits mean exactly that many in the whole image; a bare plural means at
least two; `several` means at least three. Things listed together are different things. A relation of a counted phrase holds of all
counted things. Of a photographed thing some colours are doubtful; an answer that depends on them is None.

The answer is None outside the language, and where people would disagree: a diagonal for `left of`, `the` for several things of
which only some qualify, or two of three circles where `two circles` are left of something.
"""

import itertools
from collections.abc import Iterator, Sequence

from hardneg.scenes.caption_reading import CaptionClaim, Noun, read
from hardneg.scenes.graph import Scene, Thing
from hardneg.scenes.space import Truth, between, both, holds, nested


def is_true(caption: str, scene: Scene) -> bool | None:
    """Return whether `caption` is true of `scene`; None outside the language, and where it cannot be decided."""
    claims = read(caption, scene.nouns)
    return None if claims is None else truth_of(claims, scene)


def truth_of(claims: Sequence[CaptionClaim], scene: Scene) -> Truth:
    """Return whether all claims of a caption hold."""
    if not scene.nouns:
        return both(*(judge(claim, scene) for claim in claims))
    truths = (both(*(judge(claim, each) for claim in claims)) for each in _readings(claims, scene))
    first = next(truths)
    return first if first is not None and all(each is first for each in truths) else None


def _readings(claims: Sequence[CaptionClaim], scene: Scene) -> Iterator[Scene]:
    """Yield the scene with each choice of the doubtful colours that the claims mention."""
    required = [each for claim in claims for each in (claim.required, *(noun.required for noun in claim.nouns))]
    mentioned = {value for some in required for attribute, value in some if attribute == "colour"}
    options = [
        [thing, *(thing._replace(colour=each) for each in (thing.cutout.doubtful if thing.cutout else ()) if each in mentioned)]
        for thing in scene.things
    ]
    yield from (scene._replace(things=things) for things in itertools.product(*options))


def judge(claim: CaptionClaim, scene: Scene) -> Truth:
    """Return whether one claim holds."""
    things = scene.things
    if claim.kind == "background":
        return _background(claim.relation, scene)
    if claim.kind == "exists":
        return _all_there(claim.nouns, things)
    if claim.kind == "has":
        return _has(claim, things)
    if any(noun.number == 0 for noun in claim.nouns):
        return None
    there = [has_count(noun, fitting(noun, things)) for noun in claim.nouns]
    found = [fitting(noun, things) for noun in claim.nouns]
    if any(not each for each in found):
        return False
    if claim.kind == "between":
        return _between(claim.nouns, found, there)
    return _related(claim, found)


def fitting(noun: Noun, things: Sequence[Thing]) -> list[Thing]:
    """Return the things that a noun phrase describes, whatever its number."""
    return [thing for thing in things if all(getattr(thing, attribute) == value for attribute, value in noun.required)]


def _background(colour: str, scene: Scene) -> Truth:
    if scene.nouns or colour in ("plain", "light", "dark"):
        return None
    colour = colour.replace("grey", "gray")
    return colour in (scene.background.colour, scene.background.colour.removeprefix("light "))


def has_count(noun: Noun, found: Sequence[Thing]) -> Truth:
    """Return whether the number of matching things agrees with the phrase."""
    count = len(found)
    if noun.determiner == "several":
        return True if count >= 3 else None if count == 2 else False
    if noun.number is not None:
        return count == noun.number
    return count >= (2 if noun.many else 1)


def _all_there(nouns: Sequence[Noun], things: Sequence[Thing]) -> Truth:
    """Return whether all nouns of a list are there, as different things."""
    found = [fitting(noun, things) for noun in nouns]
    truth = both(*(has_count(noun, each) for noun, each in zip(nouns, found, strict=True)))
    if truth is not True or len(nouns) == 1:
        return truth
    slots = [each for noun, each in zip(nouns, found, strict=True) for _ in range(_least(noun))]
    if _distinct(slots, []):
        return True
    return False if all(_least(noun) == 1 for noun in nouns) else None


def _least(noun: Noun) -> int:
    return noun.number if noun.number is not None else 2 if noun.many else 1


def _distinct(slots: Sequence[Sequence[Thing]], used: list[Thing]) -> bool:
    """Return whether a different thing can be assigned to each slot."""
    if len(used) == len(slots):
        return True
    return any(_distinct(slots, [*used, thing]) for thing in slots[len(used)] if thing not in used)


def _has(claim: CaptionClaim, things: Sequence[Thing]) -> Truth:
    noun = claim.nouns[0]
    found = fitting(noun, things)
    having = [all(getattr(thing, attribute) == value for attribute, value in claim.required) for thing in found]
    if noun.determiner == "number" or (noun.determiner == "a" and not noun.many):
        return has_count(noun, [thing for thing, has in zip(found, having, strict=True) if has])
    return _of_all(noun, having)


def _of_all(noun: Noun, truths: Sequence[Truth]) -> Truth:
    """Return whether a predicate holds of the phrase, when it has these values for the matching things."""
    if noun.number is None and not noun.many:
        if noun.determiner == "the" and len(set(truths)) > 1:
            return None
        return True if True in truths else None if None in truths else False
    least = _least(noun)
    if len(truths) < least:
        return False
    if noun.determiner in ("number", "the number") and len(truths) > least:
        return None if len(truths) - truths.count(False) >= least else False
    every = both(*truths)
    if every is False and noun.determiner not in ("number", "the", "the number") and len(truths) - truths.count(False) >= least:
        return None  # some circles, not all of them
    return every


def _related(claim: CaptionClaim, found: Sequence[Sequence[Thing]]) -> Truth:
    first_things, second_things = found
    first, second = claim.nouns
    if len(first_things) < _least(first) or len(second_things) < _least(second):
        return False
    if (first.many or second.many) and any(thing in second_things for thing in first_things):
        return None
    truths: list[Truth] = []
    for thing in first_things:
        others = [_holds(claim.relation, thing, other) for other in second_things if other is not thing]
        truths.append(_of_all(second, others) if others else False)
    return _of_all(first, truths)


def _holds(relation: str, a: Thing, b: Thing) -> Truth:
    if relation in ("over", "under"):
        return None if nested(a, b) else holds({"over": "above", "under": "below"}[relation], a, b)
    return holds(relation, a, b)


def _between(nouns: Sequence[Noun], found: Sequence[Sequence[Thing]], there: Sequence[Truth]) -> Truth:
    if len(nouns) == 2:
        if nouns[1].number != 2:
            return None
        pairs = [(found[1][0], found[1][1])] if there[1] else []
        if not pairs:
            return None if len(found[1]) > 2 else False
    else:
        if nouns[1].many or nouns[2].many:
            return None
        pairs = [(one, two) for one in found[1] for two in found[2] if one is not two]
        if there[1] is False or there[2] is False:
            return None
    truths: list[Truth] = []
    for thing in found[0]:
        each = [between(thing, one, two) for one, two in pairs if thing is not one and thing is not two]
        truths.append(True if True in each else None if None in each else False)
    return _of_all(nouns[0], truths)
