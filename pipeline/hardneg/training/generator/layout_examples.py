"""Generate scenes with true captions for a generator to learn: the things that the caption names come first, in its order."""

import random
from collections.abc import Iterator, Sequence

import torch

from hardneg.scenes.grammar import compose, fits, pick
from hardneg.scenes.graph import BACKGROUNDS, COLOURS, FILLS, SHAPES, TEXTURES, Background, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.placement import SPACE
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.scene_words import MEANING, RELATION_MEANING, RELATION_SAID
from hardneg.scenes.space import between, gap, holds
from hardneg.scenes.statement import Clause, Phrase, PhraseWord, Statement
from hardneg.seeding import generator_for
from hardneg.synthesise.slots import LARGE, MIDDLE, THINGS, Layout

_NAMES = {"contains": "contains", "inside": "inside", "touch": "touching"}
_VERBS = ("contain", "surround", "enclos", "touch")
_ATTRIBUTE_WORDS = {meaning: [word for word, other in MEANING.items() if other == meaning] for meaning in MEANING.values()}
_RELATION_WORDS = {
    name: [word for word, other in RELATION_MEANING.items() if other == name and not word.startswith(_VERBS)]
    for name in RELATION_MEANING.values()
}
_RARER = ("beside", "beside", "near", "far", "far", "far", "far", "outside")
_RELATION_FORMS = ("{0} {be} {rel} {1}", "{0} {rel} {1}", "there {be} {0} {rel} {1}")


BARE = 0.9
"""The share of examples whose scene has only what the caption names: other things can only make a text false."""

PULL = 0.5
"""The factor on the offset of two things from the axis of their stated direction."""


def examples(seed: int, name: str, scenes: int, captions: int, bare: float = BARE) -> Iterator[tuple[Scene, str]]:
    """Yield new scenes, each with several captions, with the things in the order in which the caption names them."""
    for number in range(scenes):
        rng = generator_for(seed, f"{name}-{number}", "scenes", "generator")
        scene = sample(rng)
        for _ in range(captions):
            statement = _statement(scene, rng)
            ordered = scene._replace(things=tuple(in_order(statement, scene)))
            if rng.random() < bare:
                only = scene._replace(things=tuple(_order(statement, scene)))
                ordered = only if is_true(str(statement), only) is True else ordered
            yield _clearer(statement, ordered), str(statement)


def layout_of(scenes: Sequence[Scene]) -> Layout:
    """Return the layouts of scenes; the slot is the index of the thing."""
    count = len(scenes)
    there = torch.zeros(count, THINGS, dtype=torch.bool)
    place = torch.tensor(MIDDLE).repeat(count, THINGS, 1)
    looks = torch.zeros(3, count, THINGS, dtype=torch.int64)
    for i, scene in enumerate(scenes):
        for j, thing in enumerate(scene.things):
            there[i, j] = True
            place[i, j] = torch.tensor((thing.x, thing.y, thing.extent))
            looks[:, i, j] = torch.tensor((FILLS.index(thing.fill), COLOURS.index(thing.colour), SHAPES.index(thing.shape)))
    ground = torch.tensor([BACKGROUNDS.index(scene.background.colour) for scene in scenes])
    texture = torch.tensor([TEXTURES.index(scene.background.texture) for scene in scenes])
    return Layout(there, place, looks[0], looks[1], looks[2], ground, texture)


def scenes_of(layout: Layout) -> list[Scene]:
    """Return the scenes that layouts describe, for the oracle to judge."""
    scenes = []
    for i, there in enumerate(layout.there.tolist()):
        things = []
        for j in (j for j, is_there in enumerate(there) if is_there):
            x, y, extent = layout.place[i, j].tolist()
            size = "large" if extent >= LARGE else "small"
            shape, colour, fill = SHAPES[layout.shape[i, j]], COLOURS[layout.colour[i, j]], FILLS[layout.fill[i, j]]
            things.append(Thing(shape, colour, size, fill, x, y, extent))
        scenes.append(Scene(tuple(things), Background(BACKGROUNDS[layout.ground[i]], TEXTURES[layout.texture[i]])))
    return scenes


def in_order(statement: Statement, scene: Scene) -> list[Thing]:
    """Return the things in the order of the statement, those of one phrase from left to right, then the others from left to right."""
    order = _order(statement, scene)
    rest = sorted((thing for thing in scene.things if thing not in order), key=lambda thing: thing.x)
    return [*order, *rest]


def _order(statement: Statement, scene: Scene) -> dict[Thing, None]:
    """Return the order of the named things."""
    order: dict[Thing, None] = {}
    for clause in statement.clauses:
        for named in _named(clause, scene.things):
            order.update(dict.fromkeys(named))
    return order


def _named(clause: Clause, things: Sequence[Thing]) -> list[list[Thing]]:
    """Return the things that each phrase denotes."""
    found = [sorted(fits(things, phrase), key=lambda thing: thing.x) for phrase in clause.phrases]
    relation = clause.relation or _NAMES.get(clause.kind, "")
    chosen: tuple[Thing, ...] | None = None
    if clause.kind == "between":
        a, b, c = found
        chosen = next(((x, y, z) for x in a for y in b for z in c if len({x, y, z}) == 3 and between(x, y, z)), None)
    elif relation:
        ours, theirs = found
        chosen = next(((x, y) for x in ours for y in theirs if x is not y and holds(relation, x, y)), None)
    if chosen is None:
        return [each if phrase.many or len(found) == 1 else each[:1] for phrase, each in zip(clause.phrases, found, strict=True)]
    return [each if phrase.many else [one] for phrase, each, one in zip(clause.phrases, found, chosen, strict=True)]


def _clearer(statement: Statement, scene: Scene) -> Scene:
    """Return the scene with things moved towards the axis of their stated direction, where there is room.

    A generator that learns it can be slightly off and still draw a true layout.
    """
    for clause in statement.clauses:
        if clause.relation not in ("left", "right", "above", "below") and clause.kind != "between":
            continue
        named = _named(clause, scene.things)
        if not all(named):
            continue
        axis = named[0][0] if len(named[0]) == 1 else named[1][0]
        moved = {thing: _pulled(thing, axis) for each in named for thing in each if thing is not axis}
        things = tuple(moved.get(thing, thing) for thing in scene.things)
        if all(_room(moved[thing], things) for thing in moved):
            other = scene._replace(things=things)
            scene = other if is_true(str(statement), other) is True else scene
    return scene


def _pulled(thing: Thing, axis: Thing) -> Thing:
    if abs(thing.x - axis.x) > abs(thing.y - axis.y):
        return thing._replace(y=axis.y + PULL * (thing.y - axis.y))
    return thing._replace(x=axis.x + PULL * (thing.x - axis.x))


def _room(thing: Thing, things: Sequence[Thing]) -> bool:
    inside = min(thing.x, 1 - thing.x) >= thing.half_width and min(thing.y, 1 - thing.y) >= thing.half_height
    return inside and all(gap(thing, other) >= SPACE for other in things if other != thing)


def _statement(scene: Scene, rng: random.Random) -> Statement:
    """Return a true caption: usually one of the grammar, sometimes with a rarer relation or words that only the oracle knows."""
    statement = compose(scene, rng)
    pairs = [(a, b) for a in scene.things for b in scene.things if a is not b]
    special = [name for name in ("on_top", "inside") if any(holds(name, a, b) for a, b in pairs)]
    if rng.random() < (0.6 if special else 0.3):
        name = pick(rng, special or _RARER)
        for _ in range(24 if special else 6):
            other = _related(compose(scene, rng), name, scene, rng)
            if other is not None and is_true(str(other), scene) is True:
                statement = other
                break
    if rng.random() < 0.1:
        other = _other_words(statement, rng)
        if is_true(str(other), scene) is True:
            return other
    return statement


def _related(statement: Statement, name: str, scene: Scene, rng: random.Random) -> Statement | None:
    """Return the statement with this relation in its first clause; None where it does not hold."""
    clause = statement.clauses[0]
    if len(clause.phrases) != 2 or clause.kind not in ("relation", "touch", "inside") or any(phrase.many for phrase in clause.phrases):
        return None
    a, b = (each[0] for each in _named(clause, scene.things))
    if not holds(name, a, b):
        return None
    if clause.kind != "relation":
        clause = clause._replace(kind="relation", template=pick(rng, _RELATION_FORMS))
    word = pick(rng, RELATION_SAID[name])
    return statement._replace(clauses=(clause._replace(relation=name, relation_text=word), *statement.clauses[1:]))


def _other_words(statement: Statement, rng: random.Random) -> Statement:
    """Return the statement with every word replaced by a random synonym."""
    clauses = []
    for clause in statement.clauses:
        words = _RELATION_WORDS.get(clause.relation)
        clauses.append(
            clause._replace(
                phrases=tuple(_reworded(phrase, rng) for phrase in clause.phrases),
                relation_text=pick(rng, words) if words and not clause.template.startswith("{rel}") else clause.relation_text,
                predicate=tuple(_synonym(word, rng) for word in clause.predicate),
            )
        )
    return statement._replace(clauses=tuple(clauses))


def _reworded(phrase: Phrase, rng: random.Random) -> Phrase:
    return phrase._replace(
        before=tuple(_synonym(word, rng) for word in phrase.before), after=tuple(_synonym(word, rng) for word in phrase.after)
    )


def _synonym(word: PhraseWord, rng: random.Random) -> PhraseWord:
    return word._replace(text=pick(rng, _ATTRIBUTE_WORDS[(word.attribute, word.value or "")]))
