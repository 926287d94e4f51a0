"""Generate labelled texts for a scene, to train the scenes matcher. All labels except those of foreign words are the oracle's."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from hardneg.scenes.edit import edited
from hardneg.scenes.grammar import compose, pick
from hardneg.scenes.graph import Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_words import RELATION_MEANING
from hardneg.scenes.statement import Phrase, Statement, with_clause
from hardneg.scenes.text_variants import CHANGES, positives
from hardneg.schemas.family import Family
from hardneg.training.matcher.scenes.foreign_words import ADJECTIVES, NOUNS

FAMILIES = tuple(CHANGES)
"""The families of the world's negatives, in a fixed order."""

WEIGHTS: dict[Family, float] = {
    Family.ATTRIBUTE: 1.0,
    Family.OBJECT: 1.0,
    Family.RELATION: 3.0,
    Family.COUNT: 2.0,
    Family.SWAP_ATTRIBUTE: 2.0,
    Family.SWAP_OBJECT: 2.0,
    Family.WORD_ORDER: 3.0,
}
"""The sampling weight of a family where a caption offers several; harder families have a higher weight."""

REDRAWN_FAMILIES = 3
"""The families that are tried to redraw a scene."""

GROUP = 6
"""The largest number of texts in the group of one caption, including itself."""

_RELATIONAL = ("relation", "contains", "inside", "touch", "between")
_INFIX = tuple(words for words, name in RELATION_MEANING.items() if name not in ("contains", "touching"))
_BINARY = tuple(words for words in _INFIX if not words.endswith(" in") and words not in ("in", "surrounded by", "enclosed by"))
_CROWD = ("seven", "eight", "nine", "ten", "7", "8", "9")


class LabelledText(NamedTuple):
    """A `LabelledText` is a text with its truth, family and source caption.

    The truth is None where the oracle cannot decide, the family None for texts that are no negatives.
    """

    text: str
    true: bool | None
    family: Family | None
    group: int


def redrawn(scene: Scene, rng: random.Random) -> tuple[Scene, Statement] | None:
    """Return the scene edited so that a negative is true of it, with that negative; None where no edit is possible.

    Such scenes, which images of negatives show, are fuller and denser than those of `sample`.
    """
    statement = compose(scene, rng)
    for family in _order(rng)[:REDRAWN_FAMILIES]:
        changed = list(CHANGES[family](statement, rng))
        rng.shuffle(changed)
        for each in changed[:2]:
            made = edited(scene, str(statement), str(each))
            if made is not None:
                return made, each
    return None


def texts_of(scene: Scene, rng: random.Random, other: Scene, count: int, first: Statement | None = None) -> list[LabelledText]:
    """Return `count` texts, of which about 40% are true.

    Captions come in groups with their paraphrases, with negatives of all families and with foreign words; some are captions of
    `other`. The first group belongs to `first`, a true caption, if given.
    """
    found: dict[str, LabelledText] = {}
    group = 0
    while len(found) < count:
        statement = first if first is not None and not group else _statement(scene, rng)
        text = str(statement)
        if text not in found:
            found[text] = LabelledText(text, True, None, group)
            for made in _around(statement, scene, rng, group, GROUP - 1):
                found.setdefault(made.text, made)
        stranger = str(compose(other, rng))
        truth = is_true(stranger, scene)
        if truth is not None and stranger not in found and rng.random() < 0.3:
            found[stranger] = LabelledText(stranger, truth, None, group)
        group += 1
    return list(found.values())[:count]


def texts_of_drawing(scene: Scene, prompt: Statement, rng: random.Random, other: Scene, count: int) -> list[LabelledText]:
    """Return texts as `texts_of`, with the scene's prompt as the first, whether true, false or undecided."""
    truth = is_true(str(prompt), scene)
    if truth is True:
        found = texts_of(scene, rng, other, count, prompt)
    else:
        made = [each for each in texts_of(scene, rng, other, count) if each.text != str(prompt)]
        found = [LabelledText(str(prompt), truth, None, 0), *made][:count]
    # A text that is true of a sampled layout is not always clearly true of a drawn one.
    return [each._replace(true=is_true(each.text, scene)) if each.true else each for each in found]


def _statement(scene: Scene, rng: random.Random) -> Statement:
    """Return a caption, in two of three cases with a relation where that is possible."""
    statement = compose(scene, rng)
    if len(scene.things) > 1 and rng.random() < 0.5:
        for _ in range(4):
            if any(clause.kind in _RELATIONAL for clause in statement.clauses):
                break
            statement = compose(scene, rng)
    return statement


def _around(statement: Statement, scene: Scene, rng: random.Random, group: int, room: int) -> list[LabelledText]:
    made = [LabelledText(text, True, None, group) for text in positives(scene, rng, statement, 2 if rng.random() < 0.5 else 1)]
    if rng.random() < 0.25:
        foreign = _foreign(statement, rng)
        made.extend([LabelledText(foreign, False, None, group)] if foreign else [])
    if rng.random() < 0.5:
        made.extend(_judged(_anything(statement, rng), scene, group))
    made = made[:room]
    for family in _order(rng):
        if len(made) >= room:
            break
        changed = list(CHANGES[family](statement, rng))
        rng.shuffle(changed)
        for each in changed[:3]:
            text = str(each)
            if is_true(text, scene) is False:
                made.append(LabelledText(text, False, family, group))
                break
    return made


def _order(rng: random.Random) -> list[Family]:
    """Return all families in a random order that favours heavier ones."""
    return sorted(FAMILIES, key=lambda family: -(rng.random() ** (1 / WEIGHTS[family])))


def _judged(texts: Sequence[str], scene: Scene, group: int) -> list[LabelledText]:
    truths = [(text, is_true(text, scene)) for text in texts]
    return [LabelledText(text, truth, None, group) for text, truth in truths if truth is not None]


def _anything(statement: Statement, rng: random.Random) -> list[str]:
    """Return a change of any result: a relation with another of its words, or a number that no scene has."""
    place = int(rng.random() * len(statement.clauses))
    clause = statement.clauses[place]
    if clause.kind == "relation" and rng.random() < 0.8:
        words = pick(rng, _BINARY)
        return [str(with_clause(statement, place, clause._replace(relation=RELATION_MEANING[words], relation_text=words)))]
    if clause.kind in ("exists", "relation"):
        phrase = clause.phrases[0]
        word = pick(rng, _CROWD)
        return [str(_with_phrase(statement, place, 0, phrase._replace(determiner=word, number=7)))]
    return []


def _foreign(statement: Statement, rng: random.Random) -> str | None:
    """Return the caption with a foreign adjective or noun, which makes it false: nothing in a scene is wooden, and nothing is a dog."""
    place = int(rng.random() * len(statement.clauses))
    number = int(rng.random() * len(statement.clauses[place].phrases))
    phrase = statement.clauses[place].phrases[number]
    if phrase.before and rng.random() < 0.5:
        at = int(rng.random() * len(phrase.before))
        word = phrase.before[at]._replace(text=pick(rng, ADJECTIVES))
        phrase = phrase._replace(before=(*phrase.before[:at], word, *phrase.before[at + 1 :]))
    else:
        phrase = phrase._replace(noun=phrase.noun._replace(text=pick(rng, NOUNS) if rng.random() < 0.85 else _invented(rng)))
    return str(_with_phrase(statement, place, number, phrase))


def _invented(rng: random.Random) -> str:
    """Return a word that is in no vocabulary."""
    return "".join(pick(rng, "bdfgklmnprtvz") + pick(rng, "aeiou") for _ in range(4)) + "x"


def _with_phrase(statement: Statement, place: int, number: int, phrase: Phrase) -> Statement:
    clause = statement.clauses[place]
    phrases = (*clause.phrases[:number], phrase, *clause.phrases[number + 1 :])
    return with_clause(statement, place, clause._replace(phrases=phrases))
