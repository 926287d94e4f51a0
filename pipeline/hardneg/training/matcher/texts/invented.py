"""Compose captions from the lexicon: two or three things, their attributes, and a relation between them. For training only.

Real captions rarely have two things that can be exchanged; nearly all of these have.
"""

import random
from functools import cache

from hardneg.grammar.articles import article_for
from hardneg.grammar.inflection import plural, verb_form
from hardneg.lexicon.tables import noun_class_table

_COLOURS = ("red", "blue", "green", "yellow", "black", "white", "brown", "orange", "pink", "purple", "gray")
_SIZES = ("small", "large", "big", "tiny", "huge")
_LOOKS = ("old", "new", "dirty", "clean", "wet", "shiny", "broken", "striped", "wooden", "metal", "plastic", "round", "square", "empty")
_ANIMATE_LOOKS = ("young", "old", "wet", "small", "large", "happy", "tall", "short", "fat", "sleepy", "smiling")
_PLACES = (
    "on", "under", "next to", "near", "behind", "in front of", "to the left of", "to the right of", "above", "below", "beside",
    "left of", "right of",
)  # fmt: skip
_TRANSITIVE = (
    "chase", "follow", "watch", "lead", "push", "pull", "carry", "hold", "hug", "wash", "feed", "approach", "touch", "guard", "photograph",
    "draw", "help", "teach", "paint", "lift", "pass", "kick", "lick", "bite", "drag", "greet", "catch", "tickle", "show",
)  # fmt: skip
_INTRANSITIVE = ("sit", "stand", "sleep", "walk", "run", "jump", "swim", "eat", "smile", "wait", "rest", "dance", "drink", "lie")
_GROUNDS = ("park", "field", "kitchen", "street", "garden", "room", "house", "farm", "forest", "yard", "station")
_NUMBERS = ("two", "three", "four", "five", "six")


@cache
def _nouns(*flags: str) -> tuple[str, ...]:
    """Return countable one-word nouns of the lexicon, in classes with any of the flags, without pluralia tantum."""
    found = []
    for entry in noun_class_table().values():
        if (
            entry.flags & set(flags)
            and not entry.pool
            and not entry.flags & {"place", "sky", "water", "landscape", "body", "building_part", "surface"}
        ):
            found += [member.word for member in entry.members.values() if member.offered and member.number == "count"]
    return tuple(dict.fromkeys(found))


def invent(rng: random.Random) -> str:
    """Return one caption."""
    shape = rng.choice((_relation, _action, _scene, _two_actions, _list, _relation, _action))
    text = shape(rng)
    return text[:1].upper() + text[1:] + rng.choice((".", ".", ""))


def _phrase(rng: random.Random, *flags: str, several: bool | None = None, described: float = 0.6) -> tuple[str, bool]:
    noun = rng.choice(_nouns(*flags))
    many = rng.random() < 0.25 if several is None else several
    looks = rng.choice((_COLOURS, _SIZES, _LOOKS) if "animate" not in flags else (_COLOURS, _SIZES, _ANIMATE_LOOKS))
    said = [rng.choice(looks)] if rng.random() < described else []
    if said and looks is _SIZES and rng.random() < 0.4:
        said.append(rng.choice(_COLOURS))
    words = [*said, plural(noun) if many else noun]
    opening = rng.choice((*_NUMBERS, "some", "several")) if many else "the" if rng.random() < 0.15 else article_for(words[0])
    return " ".join([opening, *words]), many


def _relation(rng: random.Random) -> str:
    things = ("artifact",) if rng.random() < 0.6 else ("animate",)
    others = ("artifact",) if rng.random() < 0.5 else ("animate",)
    (one, many), (two, _) = _phrase(rng, *things), _phrase(rng, *others)
    place = rng.choice(_PLACES)
    be = rng.choice(("", "", "are" if many else "is", "sit" if many else "sits", "sitting", "stand" if many else "stands"))
    return " ".join(filter(None, (one, be, place, two, _where(rng))))


def _action(rng: random.Random) -> str:
    (one, many), (two, _) = _phrase(rng, "animate"), _phrase(rng, "animate", "vehicle")
    verb = rng.choice(_TRANSITIVE)
    doing = verb_form(verb, "VBG")
    form = rng.choice((doing, f"{'are' if many else 'is'} {doing}", verb_form(verb, "VBP" if many else "VBZ")))
    if rng.random() < 0.2:
        form = f"{'are' if many else 'is'} {rng.choice(('', 'being '))}{verb_form(verb, 'VBN')} by"
    return " ".join(filter(None, (one, form, two, _where(rng))))


def _scene(rng: random.Random) -> str:
    (one, many), (two, _), (three, _) = (
        _phrase(rng, "animate", several=False),
        _phrase(rng, "clothing"),
        _phrase(rng, "artifact", "vehicle"),
    )
    joint = rng.choice((rng.choice(_PLACES), "holding", "looking at", "pushing", "carrying"))
    return " ".join((one, rng.choice(("wearing", "in", "with")), two, joint, three)) if not many else one


def _two_actions(rng: random.Random) -> str:
    phrases = _phrase(rng, "animate"), _phrase(rng, "animate")
    said = [f"{phrase} {_verb_phrase(rng, verb, many)}" for (phrase, many), verb in zip(phrases, rng.sample(_INTRANSITIVE, 2), strict=True)]
    return rng.choice((" and ", " while ", " as ")).join(said)


def _verb_phrase(rng: random.Random, verb: str, many: bool) -> str:
    progressive = verb_form(verb, "VBG")
    return rng.choice((progressive, f"{'are' if many else 'is'} {progressive}", verb_form(verb, "VBP" if many else "VBZ")))


def _list(rng: random.Random) -> str:
    sort = rng.choice(("artifact", "food", "animate", "vehicle"))
    phrases = [_phrase(rng, sort)[0] for _ in range(rng.choice((2, 2, 3)))]
    joined = f"{phrases[0]} and {phrases[1]}" if len(phrases) == 2 else f"{phrases[0]}, {phrases[1]} and {phrases[2]}"
    return " ".join(filter(None, (joined, _where(rng) or f"on a {rng.choice(('table', 'shelf', 'floor', 'bench'))}")))


def _where(rng: random.Random) -> str:
    if rng.random() < 0.65:
        return ""
    return f"{rng.choice(('in', 'near', 'at'))} a {rng.choice(_GROUNDS)}"
