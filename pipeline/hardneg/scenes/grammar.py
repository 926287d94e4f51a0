"""Generate captions that are true of a scene: one to three facts, in many forms.

A number is the count of all matching things in the image; `a` means at least one; a bare plural means at least two.
"""

import random
from collections.abc import Sequence
from typing import TypeVar

from hardneg.errors import UserError
from hardneg.scenes.graph import Scene, Thing
from hardneg.scenes.language import DRAWN, Language, language_of
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_words import ANY, NUMBERS, RELATION_SAID
from hardneg.scenes.space import between, direction, holds, nested
from hardneg.scenes.statement import Clause, Phrase, PhraseWord, Statement
from hardneg.scenes.templates import JOINTS

T = TypeVar("T")
MOST_STATEMENTS = 1000
"""Upper bound on captions that are tried for a scene of photographs. Of 1,000 scenes of the tests' pictures none took more than eight."""


def caption(scene: Scene, rng: random.Random) -> str:
    """Return a caption that is true of `scene`."""
    return str(compose(scene, rng))


def compose(scene: Scene, rng: random.Random) -> Statement:
    """Return a true caption as a statement, whose parts can still be exchanged.

    Raises:
        UserError: Of `MOST_STATEMENTS` captions of photographs none is clearly true.
    """
    if not scene.nouns:
        return _composed(scene, rng)
    for _ in range(MOST_STATEMENTS):
        statement = _composed(scene, rng)
        if is_true(str(statement), scene) is True:  # a colour of a photograph can be doubtful
            return statement
    there = ", ".join(thing.shape for thing in scene.things)
    raise UserError(
        f"scenes: none of {MOST_STATEMENTS:,} captions is clearly true of a scene of: {there}; "
        "look at the names and the colours of these pictures in the folder of cut-outs"
    )


def _composed(scene: Scene, rng: random.Random) -> Statement:
    joined = rng.random() < 0.25
    clauses = [_clause(scene, rng, joined)]
    joint = pick(rng, JOINTS)
    if joined:
        second = _clause(scene, rng, joined)
        if not set(second.phrases) & set(clauses[0].phrases):
            clauses.append(second)
    background = ""
    if len(clauses) == 1 and clauses[0].kind in ("exists", "relation") and rng.random() < 0.1:
        background = scene.background.colour
    capital = rng.random() < 0.7 or len(clauses) > 1
    return Statement(tuple(clauses), joint, background, capital, capital and rng.random() < 0.8, scene.nouns)


def pick(rng: random.Random, choices: Sequence[T]) -> T:
    """Return a random choice, several times faster than `Random.choice`."""
    return choices[int(rng.random() * len(choices))]


def fits(things: Sequence[Thing], phrase: Phrase) -> list[Thing]:
    """Return the things that the phrase describes, whatever its number."""
    shape = phrase.noun.value
    found = [thing for thing in things if thing.shape == shape] if shape is not None else list(things)
    for word in phrase.before + phrase.after:
        attribute, value = word.attribute, word.value
        found = [thing for thing in found if getattr(thing, attribute) == value]
    return found


def word_for(attribute: str, value: str, rng: random.Random, language: Language = DRAWN) -> PhraseWord:
    """Return a random word for the value."""
    return PhraseWord(attribute, value, pick(rng, language.said[attribute][value]), language.plurals.get(value, ""))


def _clause(scene: Scene, rng: random.Random, full: bool) -> Clause:
    things = scene.things
    draw = rng.random()
    made = None
    if len(things) > 1 and draw < 0.62:
        made = _between(scene, rng, full) if len(things) > 2 and draw < 0.14 else None
        made = made or _relation(scene, rng, full)
    elif draw < 0.72:
        made = _copula(scene, rng, full)
    return made or _exists(scene, rng, full)


def template_for(kind: str, rng: random.Random, full: bool, language: Language = DRAWN) -> str:
    """Return a random form of captions of a kind; a `full` one can be joined to another."""
    return pick(rng, (language.full_forms if full else language.forms)[kind])


def noun_for(thing: Thing, language: Language) -> PhraseWord:
    """Return the noun that names the thing."""
    return PhraseWord("shape", thing.shape, thing.shape, language.plurals.get(thing.shape, ""))


def _described(thing: Thing, rng: random.Random, language: Language, bare: bool = False) -> Phrase:
    """Return a phrase `a ...` that describes the thing, with none to three adjectives in one of their orders."""
    roll = rng.random
    before = []
    if roll() < 0.35:
        before.append(word_for("size", thing.size, rng))
    if thing.fill and roll() < 0.35:
        before.append(word_for("fill", thing.fill, rng))
    if thing.colour and not bare and (roll() < 0.8 or not before):
        before.insert(len(before) if roll() < 0.8 else max(0, len(before) - 1), PhraseWord("colour", thing.colour, thing.colour))
    noun = noun_for(thing, language)
    if before and thing.cutout is None and roll() < 0.04:
        noun = PhraseWord("shape", None, pick(rng, ANY))
    after: list[PhraseWord] = []
    if before and not bare and roll() < 0.06:
        after.append(before.pop())
    return Phrase("a", 1, tuple(before), noun, tuple(after))


def _numbered(phrase: Phrase, number: int, rng: random.Random) -> Phrase:
    """Return the phrase with a determiner that is true where `number` things match it."""
    roll = rng.random()
    if number == 1:
        return phrase._replace(determiner="one" if roll < 0.12 else "a single" if roll < 0.15 else "a")
    if roll < 0.05:
        return phrase
    if roll < 0.1:
        return phrase._replace(determiner="", number=0)
    if roll < 0.15 and number == 2:
        return phrase._replace(determiner="a pair of", number=2)
    if roll < 0.2 and number > 2:
        return phrase._replace(determiner=f"a group of {NUMBERS[number]}" if roll < 0.17 else "several", number=number)
    return phrase.counted(number, digits=roll > 0.85)


_COUNTS = (1, 1, 1, 2, 2, 2, 2, 3, 3)


def _exists(scene: Scene, rng: random.Random, full: bool) -> Clause:
    """Return a clause that asserts the existence of one to three kinds of things, all different."""
    language = language_of(scene.nouns)
    count = 1 if full else pick(rng, _COUNTS)
    order = list(scene.things)
    if len(order) > 1:
        rng.shuffle(order)
    phrases: list[Phrase] = []
    taken: set[Thing] = set()
    for thing in order:
        if thing in taken:
            continue
        phrase = _described(thing, rng, language)
        found = fits(scene.things, phrase)
        if taken.isdisjoint(found):
            phrases.append(_numbered(phrase, len(found), rng))
            taken.update(found)
        if len(phrases) == count:
            break
    return Clause("exists", template_for("exists", rng, full, language), tuple(phrases))


def _relation(scene: Scene, rng: random.Random, full: bool) -> Clause | None:
    things, language = scene.things, language_of(scene.nouns)
    a, b = pick(rng, things), pick(rng, things)
    if a is b:
        a, b = things[:2]
    first, second = _described(a, rng, language), _described(b, rng, language)
    if first[2:] == second[2:]:
        return None
    kind, relation = _between_two(a, b, rng)
    if not relation:
        return None
    if kind == "contains":
        return Clause(kind, template_for(kind, rng, full, language), (first, second))
    of_first, of_second = fits(things, first), fits(things, second)
    if b in of_first and a in of_second:
        return None  # the order of identical things is undefined
    if len(of_first) > 1 and len(of_second) == 1 and b not in of_first and all(holds(relation, each, b) for each in of_first):
        first = _numbered(first, len(of_first), rng) if kind == "relation" else first
    elif len(of_second) > 1 and len(of_first) == 1 and a not in of_second and all(holds(relation, a, each) for each in of_second):
        second = _numbered(second, len(of_second), rng) if kind == "relation" else second
    first, second = _definite(first, len(of_first), rng), _definite(second, len(of_second), rng)
    template = template_for(kind, rng, full, language)
    if kind != "relation":
        return Clause(kind, template, (first, second))
    words = RELATION_SAID[relation]
    if template.startswith("{rel}") and len(words) > 1:
        words = words[1:]  # a parser tags "Left of ..." as a verb
    return Clause(kind, template, (first, second), relation, pick(rng, words))


def _between_two(a: Thing, b: Thing, rng: random.Random) -> tuple[str, str]:
    """Return the kind of a clause about two things, and a relation that holds from `a` to `b`; "" where none is clear."""
    if nested(a, b) and a.cutout is not None:
        return "relation", next((name for name in ("in_front", "behind") if holds(name, a, b)), "")
    if nested(a, b):
        if holds("inside", b, a):
            return "contains", "contains"
        return ("inside" if rng.random() < 0.4 else "relation"), "inside"
    if holds("touching", a, b):
        roll = rng.random()
        if roll < 0.65:
            return "touch", "touching"
        if holds("on_top", a, b):
            return "relation", "on_top"
    if rng.random() < 0.15:
        for name in ("beside", "near", "far"):
            if holds(name, a, b):
                return "relation", name
    return "relation", direction(a, b) or ""


def _definite(phrase: Phrase, number: int, rng: random.Random) -> Phrase:
    """Return the phrase, sometimes with `the` where exactly one thing matches."""
    if number == 1 and phrase.determiner == "a" and rng.random() < 0.2:
        return phrase._replace(determiner="the")
    return phrase


def _between(scene: Scene, rng: random.Random, full: bool) -> Clause | None:
    language = language_of(scene.nouns)
    a, b, c = rng.sample(scene.things, 3)
    for middle, one, two in ((a, b, c), (b, a, c), (c, a, b)):
        if between(middle, one, two):
            phrases = tuple(_described(thing, rng, language) for thing in (middle, one, two))
            different = len({phrase[2:] for phrase in phrases}) == 3
            return Clause("between", template_for("between", rng, full, language), phrases) if different else None
    return None


def _copula(scene: Scene, rng: random.Random, full: bool) -> Clause | None:
    """Return a clause such as `the circle is red`, about the only match, or about all matches of a plural subject."""
    things, language = scene.things, language_of(scene.nouns)
    thing = pick(rng, things)
    subject = _described(thing, rng, language, bare=True)
    if subject.noun.value is None or len(subject.before) > 1:
        subject = subject._replace(before=(), noun=noun_for(thing, language))
    found = fits(things, subject)
    mentioned = {word.attribute for word in subject.before}
    shared = {name: {getattr(each, name) for each in found} for name in ("colour", "size", "fill") if name not in mentioned}
    choices = [name for name, values in shared.items() if len(values) == 1 and "" not in values]
    if not choices:
        return None
    names = rng.sample(choices, 2) if len(choices) > 1 and rng.random() < 0.2 else [pick(rng, choices)]
    predicate = tuple(word_for(name, getattr(thing, name), rng, language) for name in names)
    many = len(found) > 1
    subject = subject._replace(determiner="the", number=0 if many else 1)
    return Clause("copula", template_for("copula", rng, full, language), (subject,), predicate=predicate)
