"""Pairs of caption and text with known truth: does the text follow from the caption? Made by the families of negatives and the rewordings.

What follows: the caption itself, rewordings, less said. What does not: negatives, exchanges, both of rewordings too, more said, other
captions.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from hardneg.families import FAMILIES
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.paraphrase import WEAKER, Rewording, reword
from hardneg.paraphrase.wording import Change, compose
from hardneg.rewrite.generate.checks import surface
from hardneg.rewrite.propose.slots import offer
from hardneg.seeding import generator_for
from hardneg.training.matcher.texts.exchanges import exchanged
from hardneg.training.matcher.texts.near_words import near_words

STAGE = "match"
SEED = 20
REWORDED = 5
OFFERED = 3
Item = TypeVar("Item")
Parse = Callable[[Sequence[str]], Iterable[Sentence]]


class Pair(NamedTuple):
    """`follows`: whatever the caption is true of, the text is true of. `kind`: a family, or exchange, reworded, same, more, other."""

    source: str
    caption: str
    text: str
    follows: bool
    kind: str


class Reworded(NamedTuple):
    """A rewording of a caption, parsed; `equal` where the caption follows from it too."""

    sentence: Sentence
    equal: bool


def pairs_of(sentences: Sequence[Sentence], parse: Parse, others: Sequence[str]) -> list[Pair]:
    """All pairs of these captions; `others` are captions of other things, drawn from at random and by shared words."""
    made = [_reworded(sentence) for sentence in sentences]
    flat = [rewording for some in made for rewording in some]
    parsed = iter(parse([rewording.text for rewording in flat]))
    pairs: list[Pair] = []
    nearest = _nearest(others)
    for sentence, rewordings in zip(sentences, made, strict=True):
        known = [Reworded(next(parsed), not WEAKER & set(rewording.kinds)) for rewording in rewordings]
        rng = generator_for(SEED, sentence.text, STAGE, "pairs")
        pairs += _following(sentence, known, rng)
        pairs += _not_following(sentence, known, rng)
        pairs += [Pair(sentence.text, sentence.text, other, False, "other") for other in nearest(sentence, rng)]
    return pairs


def negatives(sentence: Sentence, rng: random.Random, each: int = OFFERED) -> list[tuple[str, str]]:
    """(family, text) of up to `each` negatives of each target, by rule."""
    found: dict[str, str] = {}
    for name, family in FAMILIES.items():
        for target in family.find(sentence):
            texts = offer(family.candidates(sentence, target), each, rng) if family.candidates else [""]
            for text in texts:
                edits = family.realise(sentence, target, text)
                negative = splice(sentence.text, edits) if edits else sentence.text
                if negative != sentence.text and surface(sentence.text, negative) is None:
                    found.setdefault(negative, name.value)
    return [(name, text) for text, name in found.items()]


def _reworded(sentence: Sentence) -> list[Rewording]:
    """Single changes and whole rewordings alike, so that neither few nor many changes say anything."""
    rng = generator_for(SEED, sentence.text, STAGE, "reword")
    near = list(near_words(sentence))
    return reword(sentence, rng, REWORDED, extra=near) + reword(sentence, rng, REWORDED // 2, most=1) + _one_word(sentence, near, rng)


def _one_word(sentence: Sentence, near: Sequence[Change], rng: random.Random) -> list[Rewording]:
    """One word put for another of nearly the same meaning, as many negatives put one for another of a different meaning."""
    chosen = _some(near, rng, REWORDED // 2)
    return [Rewording(text, (each.kind,)) for each in chosen if (text := compose(sentence, None, [each])) is not None]


def _following(sentence: Sentence, known: Sequence[Reworded], rng: random.Random) -> list[Pair]:
    source = sentence.text
    pairs = [Pair(source, source, _other_stop(source, rng), True, "same")]
    equal = [each for each in known if each.equal]
    for each in known:
        pairs.append(Pair(source, source, each.sentence.text, True, "reworded"))
        if each.equal:
            pairs.append(Pair(source, each.sentence.text, source, True, "reworded"))
        if equal:
            other = rng.choice(equal)
            if other is not each:
                pairs.append(Pair(source, other.sentence.text, each.sentence.text, True, "reworded"))
        again = reword(each.sentence, rng, 1, extra=list(near_words(each.sentence)))
        pairs += [Pair(source, source, twice.text, True, "reworded") for twice in again if twice.text != source]
    return pairs


def _not_following(sentence: Sentence, known: Sequence[Reworded], rng: random.Random) -> list[Pair]:
    source = sentence.text
    equal = [each.sentence.text for each in known if each.equal]
    pairs = []
    for name, text in _some(negatives(sentence, rng), rng, 9):
        pairs.append(Pair(source, source, text, False, name))
        if equal and rng.random() < 0.4:
            pairs.append(Pair(source, rng.choice(equal), text, False, name))
        if rng.random() < 0.2:
            pairs.append(Pair(source, text, source, False, name))
    pairs += [Pair(source, source, text, False, "exchange") for text in exchanged(sentence, rng, 4)]
    for each in known:
        for name, text in _some(negatives(each.sentence, rng, 1), rng, 2):
            pairs.append(Pair(source, source, text, False, name))
        for text in exchanged(each.sentence, rng, 2):
            pairs.append(Pair(source, source, text, False, "exchange"))
            if equal and rng.random() < 0.5:
                pairs.append(Pair(source, rng.choice(equal), text, False, "exchange"))
    weaker = [each.sentence.text for each in known if not each.equal]
    pairs += [Pair(source, text, source, False, "more") for text in _some(weaker, rng, 1)]
    return pairs


def _some(found: Sequence[Item], rng: random.Random, most: int) -> list[Item]:
    return list(found) if len(found) <= most else rng.sample(list(found), most)


def _other_stop(text: str, rng: random.Random) -> str:
    """The caption, now and then with its final stop or its capital taken off or put on: that says nothing."""
    if rng.random() < 0.5:
        text = text.rstrip(" .") if text.rstrip().endswith(".") else text + "."
    return text[:1].swapcase() + text[1:] if rng.random() < 0.3 and text[1:2].islower() else text


def _nearest(others: Sequence[str]) -> Callable[[Sentence, random.Random], list[str]]:
    """Two captions of other things: the one of a few that shares most words, and any."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(others):
        for word in set(text.lower().strip(" .").split()):
            by_word[word].append(number)

    def near(sentence: Sentence, rng: random.Random) -> list[str]:
        own = {word.lower for word in sentence.words}
        seen: dict[int, int] = defaultdict(int)
        for word in sorted(own):
            if len(by_word.get(word, ())) < len(others) / 50:
                for number in by_word.get(word, ()):
                    seen[number] += 1
        best = [
            others[number]
            for number, _ in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:3]
            if others[number] != sentence.text
        ]
        drawn = rng.choice(others)
        return [text for text in [*best[:1], drawn] if text != sentence.text]

    return near
