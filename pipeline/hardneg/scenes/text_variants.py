"""Vary captions by one change of known truth: negatives by family, and positives that a caption entails.

Matchers are trained and evaluated on them. The oracle judges each text before it is returned.
"""

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from hardneg.scenes.grammar import compose, pick, template_for, word_for
from hardneg.scenes.graph import Scene
from hardneg.scenes.language import Language, language_of
from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_words import CONTRARY, CONVERSE, NUMBERS, RELATION_SAID
from hardneg.scenes.statement import Clause, Phrase, PhraseWord, Statement, with_clause
from hardneg.schemas.family import Family


class SceneNegative(NamedTuple):
    """A `SceneNegative` is a caption that is true of its scene, with a text that is false by one change of `family`."""

    family: Family
    caption: str
    negative: str


def negatives(scene: Scene, rng: random.Random, statement: Statement | None = None, tries: int = 4) -> list[SceneNegative]:
    """Return at most one negative of each family for a true caption of the scene (`statement`, or a new one), in family order.

    A family is absent if the caption has no target for it, or if none of `tries` changes makes it false.
    """
    statement = statement or compose(scene, rng)
    caption = str(statement)
    found = []
    for family, change in CHANGES.items():
        changed = list(change(statement, rng))
        rng.shuffle(changed)
        for other in changed[:tries]:
            negative = str(other)
            if negative != caption and is_true(negative, scene) is False:
                found.append(SceneNegative(family, caption, negative))
                break
    return found


def invalid_negatives(scene: Scene, rng: random.Random, statement: Statement | None = None, tries: int = 24) -> list[SceneNegative]:
    """Return at most one invalid negative of each family, in family order: made as by `negatives`, but still true of the scene.

    The edit is true because of something else in the image. A filter must reject these; `SceneNegative.negative` is true here. Not
    every caption allows one, so up to `tries` captions are tried: `statement` first (if given), then new ones.
    """
    found: dict[Family, SceneNegative] = {}
    for turn in range(tries):
        one = statement if statement is not None and turn == 0 else compose(scene, rng)
        caption = str(one)
        for family, change in CHANGES.items():
            if family in found:
                continue
            changed = [str(other) for other in change(one, rng)]
            rng.shuffle(changed)
            true = next((text for text in changed if text != caption and is_true(text, scene) is True), None)
            if true is not None:
                found[family] = SceneNegative(family, caption, true)
    return [found[family] for family in CHANGES if family in found]


def positives(scene: Scene, rng: random.Random, statement: Statement | None = None, count: int = 2, tries: int = 6) -> list[str]:
    """Return up to `count` other captions that a true one entails: another form, order or synonym, the converse of a relation, or
    less detail.
    """
    statement = statement or compose(scene, rng)
    found = {str(statement): None}
    for _ in range(tries):
        if len(found) > count:
            break
        other = str(_paraphrase(statement, rng))
        if is_true(other, scene) is True:
            found[other] = None
    return list(found)[1:]


def _attribute(statement: Statement, rng: random.Random) -> Iterator[Statement]:
    language = language_of(statement.nouns)
    for i, clause in enumerate(statement.clauses):
        for j, phrase in enumerate(clause.phrases):
            for place in range(len(phrase.before) + len(phrase.after)):
                other = _another(_adjectives(phrase)[place], rng, language)
                yield _with_phrases(statement, {(i, j): _with_adjective(phrase, place, other)})
        for k, word in enumerate(clause.predicate):
            predicate = (*clause.predicate[:k], _another(word, rng, language), *clause.predicate[k + 1 :])
            yield with_clause(statement, i, clause._replace(predicate=predicate))


def _object(statement: Statement, rng: random.Random) -> Iterator[Statement]:
    for i, j, phrase in _phrases(statement):
        if phrase.noun.value is not None:
            yield _with_phrases(statement, {(i, j): phrase._replace(noun=_another(phrase.noun, rng, language_of(statement.nouns)))})


def _count(statement: Statement, rng: random.Random) -> Iterator[Statement]:
    for i, j, phrase in _phrases(statement):
        clause = statement.clauses[i]
        if clause.kind in ("exists", "relation") and (phrase.determiner in ("a", *NUMBERS) or phrase.determiner.isdigit()):
            numbers = [other for other in range(1, 8) if 0 < abs(other - phrase.number) <= 2]
            yield _with_phrases(statement, {(i, j): phrase.counted(pick(rng, numbers), phrase.determiner.isdigit())})


def _relation(statement: Statement, rng: random.Random) -> Iterator[Statement]:
    for i, clause in enumerate(statement.clauses):
        for name in CONTRARY.get(clause.relation, ()):
            yield with_clause(statement, i, clause._replace(relation=name, relation_text=pick(rng, RELATION_SAID[name])))


def _swap_attribute(statement: Statement, _: random.Random) -> Iterator[Statement]:
    all_phrases = list(_phrases(statement))
    for first, (i, j, one) in enumerate(all_phrases):
        for k, m, two in all_phrases[first + 1 :]:
            for place, word in enumerate(_adjectives(one)):
                for there, other in enumerate(_adjectives(two)):
                    if word.attribute == other.attribute and word.value != other.value:
                        yield _with_phrases(
                            statement, {(i, j): _with_adjective(one, place, other), (k, m): _with_adjective(two, there, word)}
                        )


def _swap_object(statement: Statement, _: random.Random) -> Iterator[Statement]:
    all_phrases = list(_phrases(statement))
    for first, (i, j, one) in enumerate(all_phrases):
        for k, m, two in all_phrases[first + 1 :]:
            if one.noun.value != two.noun.value and None not in (one.noun.value, two.noun.value):
                yield _with_phrases(statement, {(i, j): one._replace(noun=two.noun), (k, m): two._replace(noun=one.noun)})


def _word_order(statement: Statement, _: random.Random) -> Iterator[Statement]:
    for i, clause in enumerate(statement.clauses):
        if clause.kind in ("relation", "inside", "contains"):
            yield with_clause(statement, i, clause._replace(phrases=clause.phrases[::-1]))
        elif clause.kind == "between":
            one, two, three = clause.phrases
            yield with_clause(statement, i, clause._replace(phrases=(two, one, three)))
            yield with_clause(statement, i, clause._replace(phrases=(three, two, one)))


CHANGES: dict[Family, Callable[[Statement, random.Random], Iterator[Statement]]] = {
    Family.ATTRIBUTE: _attribute,
    Family.OBJECT: _object,
    Family.RELATION: _relation,
    Family.COUNT: _count,
    Family.SWAP_ATTRIBUTE: _swap_attribute,
    Family.SWAP_OBJECT: _swap_object,
    Family.WORD_ORDER: _word_order,
}


def _paraphrase(statement: Statement, rng: random.Random) -> Statement:
    clauses = list(statement.clauses)
    if len(clauses) > 1 and rng.random() < 0.6:
        clauses = [pick(rng, clauses)] if rng.random() < 0.5 else clauses[::-1]
    full = len(clauses) > 1
    made = [_clause_variant(clause, rng, full, language_of(statement.nouns)) for clause in clauses]
    background = statement.background if rng.random() < 0.5 else ""
    return statement._replace(clauses=tuple(made), background=background if len(made) == 1 else "")


def _clause_variant(clause: Clause, rng: random.Random, full: bool, language: Language) -> Clause:
    phrases = [_phrase_variant(phrase, rng, language) for phrase in clause.phrases]
    if clause.kind == "exists":
        rng.shuffle(phrases)
        if len(phrases) > 1 and rng.random() < 0.3:
            phrases.pop()
    if clause.relation in CONVERSE and rng.random() < 0.5:
        clause, phrases = clause._replace(relation=CONVERSE[clause.relation]), phrases[::-1]
    elif clause.kind in ("contains", "inside") and rng.random() < 0.5:
        clause, phrases = clause._replace(kind={"contains": "inside", "inside": "contains"}[clause.kind]), phrases[::-1]
    elif clause.kind == "between" and rng.random() < 0.5:
        phrases = [phrases[0], phrases[2], phrases[1]]
    template = template_for(clause.kind, rng, full, language) if rng.random() < 0.8 or full else clause.template
    text = pick(rng, RELATION_SAID[clause.relation]) if clause.relation else ""
    predicate = tuple(word_for(word.attribute, word.value, rng, language) for word in clause.predicate if word.value is not None)
    return clause._replace(template=template, phrases=tuple(phrases), relation_text=text, predicate=predicate)


def _phrase_variant(phrase: Phrase, rng: random.Random, language: Language) -> Phrase:
    """Return the phrase with synonyms, and with its number in words for digits or the reverse."""
    words = [word_for(word.attribute, word.value, rng, language) if word.value is not None else word for word in phrase.before]
    if len(words) > 1 and rng.random() < 0.3:
        words.reverse()
    if phrase.determiner.isdigit() or (phrase.determiner in NUMBERS and phrase.number > 1 and rng.random() < 0.3):
        phrase = phrase.counted(phrase.number, digits=not phrase.determiner.isdigit())
    return phrase._replace(before=tuple(words))


def _adjectives(phrase: Phrase) -> tuple[PhraseWord, ...]:
    return phrase.before + phrase.after


def _with_adjective(phrase: Phrase, place: int, word: PhraseWord) -> Phrase:
    words = list(_adjectives(phrase))
    words[place] = word
    cut = len(phrase.before)
    return phrase._replace(before=tuple(words[:cut]), after=tuple(words[cut:]))


def _another(word: PhraseWord, rng: random.Random, language: Language) -> PhraseWord:
    """Return another value of the same attribute."""
    others = [value for value in language.values[word.attribute] if value != word.value]
    return word_for(word.attribute, pick(rng, others), rng, language) if others else word


def _phrases(statement: Statement) -> Iterator[tuple[int, int, Phrase]]:
    for i, clause in enumerate(statement.clauses):
        for j, phrase in enumerate(clause.phrases):
            yield i, j, phrase


def _with_phrases(statement: Statement, changed: dict[tuple[int, int], Phrase]) -> Statement:
    clauses = [
        clause._replace(phrases=tuple(changed.get((i, j), phrase) for j, phrase in enumerate(clause.phrases)))
        for i, clause in enumerate(statement.clauses)
    ]
    return statement._replace(clauses=tuple(clauses))
