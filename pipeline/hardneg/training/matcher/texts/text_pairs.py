"""Make pairs of caption and text with known entailment, from the families of negatives and paraphrases.

The caption entails itself, paraphrases and deletions. It does not entail negatives, exchanges (also of paraphrases), added detail
and other captions.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from hardneg.families import FAMILIES
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.paraphrase import WEAKER, Paraphrase, paraphrases
from hardneg.paraphrase.composition import LocalEdit, compose
from hardneg.rewrite.generate.checks import surface
from hardneg.rewrite.propose.slots import offer
from hardneg.seeding import generator_for
from hardneg.training.matcher.texts.exchanges import exchanged
from hardneg.training.matcher.texts.near_words import near_words

STAGE = "match"
SEED = 20
PARAPHRASES = 5
OFFERED = 3
Item = TypeVar("Item")
Parse = Callable[[Sequence[str]], Iterable[Sentence]]


class TextPair(NamedTuple):
    """A `TextPair` has `follows` where the caption entails the text. `kind` is a family, or exchange, paraphrase, same, more, other."""

    source: str
    caption: str
    text: str
    follows: bool
    kind: str


class ParsedParaphrase(NamedTuple):
    """A `ParsedParaphrase` is a parsed paraphrase of a caption; `equal` where the paraphrase entails the caption, too."""

    sentence: Sentence
    equal: bool


def pairs_of(sentences: Sequence[Sentence], parse: Parse, others: Sequence[str]) -> list[TextPair]:
    """Return all pairs of these captions; `others` are captions of other things, sampled at random and by word overlap."""
    made = [_paraphrases(sentence) for sentence in sentences]
    flat = [paraphrase for some in made for paraphrase in some]
    parsed = iter(parse([paraphrase.text for paraphrase in flat]))
    pairs: list[TextPair] = []
    nearest = _most_similar(others)
    for sentence, drawn in zip(sentences, made, strict=True):
        known = [ParsedParaphrase(next(parsed), not WEAKER & set(paraphrase.kinds)) for paraphrase in drawn]
        rng = generator_for(SEED, sentence.text, STAGE, "pairs")
        pairs += _following(sentence, known, rng)
        pairs += _not_following(sentence, known, rng)
        pairs += [TextPair(sentence.text, sentence.text, other, False, "other") for other in nearest(sentence, rng)]
    return pairs


def negatives(sentence: Sentence, rng: random.Random, each: int = OFFERED) -> list[tuple[str, str]]:
    """Return (family, text) of up to `each` negatives of each target, by rule."""
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


def _paraphrases(sentence: Sentence) -> list[Paraphrase]:
    """Return paraphrases with one change and with many, so that the number of changes does not predict the label."""
    rng = generator_for(SEED, sentence.text, STAGE, "reword")
    near = list(near_words(sentence))
    return (
        paraphrases(sentence, rng, PARAPHRASES, extra=near)
        + paraphrases(sentence, rng, PARAPHRASES // 2, most=1)
        + _near_synonyms(sentence, near, rng)
    )


def _near_synonyms(sentence: Sentence, near: Sequence[LocalEdit], rng: random.Random) -> list[Paraphrase]:
    """Return paraphrases with one near-synonym, because many negatives replace one word by another meaning."""
    chosen = _some(near, rng, PARAPHRASES // 2)
    return [Paraphrase(text, (each.kind,)) for each in chosen if (text := compose(sentence, None, [each])) is not None]


def _following(sentence: Sentence, known: Sequence[ParsedParaphrase], rng: random.Random) -> list[TextPair]:
    source = sentence.text
    pairs = [TextPair(source, source, _other_punctuation(source, rng), True, "same")]
    equal = [each for each in known if each.equal]
    for each in known:
        pairs.append(TextPair(source, source, each.sentence.text, True, "paraphrase"))
        if each.equal:
            pairs.append(TextPair(source, each.sentence.text, source, True, "paraphrase"))
        if equal:
            other = rng.choice(equal)
            if other is not each:
                pairs.append(TextPair(source, other.sentence.text, each.sentence.text, True, "paraphrase"))
        again = paraphrases(each.sentence, rng, 1, extra=list(near_words(each.sentence)))
        pairs += [TextPair(source, source, twice.text, True, "paraphrase") for twice in again if twice.text != source]
    return pairs


def _not_following(sentence: Sentence, known: Sequence[ParsedParaphrase], rng: random.Random) -> list[TextPair]:
    source = sentence.text
    equal = [each.sentence.text for each in known if each.equal]
    pairs = []
    for name, text in _some(negatives(sentence, rng), rng, 9):
        pairs.append(TextPair(source, source, text, False, name))
        if equal and rng.random() < 0.4:
            pairs.append(TextPair(source, rng.choice(equal), text, False, name))
        if rng.random() < 0.2:
            pairs.append(TextPair(source, text, source, False, name))
    pairs += [TextPair(source, source, text, False, "exchange") for text in exchanged(sentence, rng, 4)]
    for each in known:
        for name, text in _some(negatives(each.sentence, rng, 1), rng, 2):
            pairs.append(TextPair(source, source, text, False, name))
        for text in exchanged(each.sentence, rng, 2):
            pairs.append(TextPair(source, source, text, False, "exchange"))
            if equal and rng.random() < 0.5:
                pairs.append(TextPair(source, rng.choice(equal), text, False, "exchange"))
    weaker = [each.sentence.text for each in known if not each.equal]
    pairs += [TextPair(source, text, source, False, "more") for text in _some(weaker, rng, 1)]
    return pairs


def _some(found: Sequence[Item], rng: random.Random, most: int) -> list[Item]:
    return list(found) if len(found) <= most else rng.sample(list(found), most)


def _other_punctuation(text: str, rng: random.Random) -> str:
    """Return the caption, sometimes with its final stop or capital changed, so that neither predicts the label."""
    if rng.random() < 0.5:
        text = text.rstrip(" .") if text.rstrip().endswith(".") else text + "."
    return text[:1].swapcase() + text[1:] if rng.random() < 0.3 and text[1:2].islower() else text


def _most_similar(others: Sequence[str]) -> Callable[[Sentence, random.Random], list[str]]:
    """Return two captions of other things: of a few, the one with the largest word overlap, and a random one."""
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
