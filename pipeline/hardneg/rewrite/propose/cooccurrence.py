"""Which words keep company: how well a word goes with the rest of a caption, by what stands together in the other captions of a part.

Words that are likely, and that go in as often as they come out, still tell a negative where they break up a scene: a *kitchen* with a
toilet, a *soccer* player at bat. A pretrained reader sees that at once; a small LLM's likelihood of the whole text says little of it. With
x_ab captions of the part in which the lemmas a and b stand together, d_a = sum over b of x_ab, and D the sum of all d,

    fit(a | context) = sum over b in the context of log (x_ab + PRIOR) / (d_a d_b / D + PRIOR)

is the smoothed pointwise mutual information (Church and Hanks 1990) of a with its context, the content words within `REACH`. All counts
are without the caption itself, or every word would fit its own caption best; so a change and its way back cancel.

exp(fit) times how common a is in the part is, up to a constant, naive Bayes' p(a | context). Where what is put in is drawn from p(a |
context) whatever stood there, caption and negative are exchangeable (a step of the Gibbs sampler; Geman and Geman 1984). `candidates`
draws by it; since what stood there is never drawn, and often the best, `herding` then evens out what is left.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from hardneg.families import Name, Target
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence

Pair = tuple[str, str]

PRIOR = 0.5
REACH = 12
"""Content words before and after that count as context: all of a short caption, a sentence or two of a long one."""
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})
_WORD = re.compile(r"\w+(?:['-]\w+)*")


class Company:
    """What stands together in the captions of a part."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        seen: dict[str, Counter[tuple[str, str]]] = {}
        for sentence in sentences:
            for word in sentence.words:
                seen.setdefault(word.lower, Counter())[word.lemma.lower(), word.pos] += 1
        self._forms = {form: min(counted, key=lambda key: (-counted[key], key)) for form, counted in seen.items()}
        self._own = [self.lemmas(sentence.text) for sentence in sentences]
        self._together: Counter[Pair] = Counter()
        for lemmas in self._own:
            self._together.update(_pairs(lemmas))
        self._partners = _partners(self._together)
        self._all = self._partners.total()
        self._left_out: tuple[int, set[Pair], Counter[str]] = (-1, set(), Counter())

    def lemmas(self, text: str) -> list[str]:
        """Content words of a text as lemmas, in order, by how the part uses each form; one that it does not use counts as a noun."""
        found = (self._forms.get(form) or (lemma_of(form, "NOUN"), "NOUN") for form in _WORD.findall(text.lower()))
        return [lemma for lemma, pos in found if pos in _CONTENT]

    def fit(self, words: Sequence[str], context: Iterable[str], row: int) -> float:
        """How well `words` go with the context, on average, by the part without the caption at `row`: fit above."""
        pairs, partners = self._without(row)
        everything = max(1, self._all - partners.total())
        around = sorted(set(context))  # the order of a sum shows in its last digit
        total = 0.0
        for word in words:
            of_word = self._partners[word] - partners[word]
            for other in around:
                pair = min(word, other), max(word, other)
                together = self._together[pair] - (pair in pairs)
                expected = of_word * (self._partners[other] - partners[other]) / everything
                total += math.log((together + PRIOR) / (expected + PRIOR))
        return total / max(1, len(words))

    def change(self, row: int, negative: str) -> float:
        """Fit of what goes in less that of what comes out; 0 where words only move, or no word with content changes."""
        old, new = self._own[row], self.lemmas(negative)
        shorter = min(len(old), len(new))
        first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
        last = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
        out, put_in = old[first : len(old) - last], new[first : len(new) - last]
        moved = set(out) & set(put_in)
        context = {*old[max(0, first - REACH) : first], *old[len(old) - last :][:REACH], *moved}
        gone, come = [word for word in out if word not in moved], [word for word in put_in if word not in moved]
        return self.fit(come, context, row) - self.fit(gone, context, row) if gone and come else 0.0

    def exchanges(self, sentence: Sentence, target: Target, texts: Sequence[str], row: int) -> list[float]:
        """By how much each text fits better where a target stands than what stands there; 0 where either has no word with content.

        What is said of a thing, which stays: how well it fits.
        """
        own = self.lemmas(sentence.text[target.start : target.end])
        stays = Name(target.family).traits.traded
        before, after = self.lemmas(sentence.text[: target.start]), self.lemmas(sentence.text[target.end :])
        context = {*before[-REACH:], *after[:REACH], *(own if stays else ())}
        old = 0.0 if stays else self.fit(own, context, row)
        come = [self.lemmas(text) for text in texts]
        return [self.fit(lemmas, context, row) - old if lemmas and own else 0.0 for lemmas in come]

    def _without(self, row: int) -> tuple[set[Pair], Counter[str]]:
        """What the caption at `row` adds to the part; kept, since the texts of a caption are asked for one after another."""
        if self._left_out[0] != row:
            pairs = _pairs(self._own[row])
            self._left_out = row, pairs, _partners(Counter(pairs))
        return self._left_out[1:]


def _pairs(lemmas: Sequence[str]) -> set[Pair]:
    """Each two of the lemmas within `REACH`, sorted, once; a lemma with itself where it is said twice."""
    return {(min(one, two), max(one, two)) for i, one in enumerate(lemmas) for two in lemmas[i + 1 : i + 1 + REACH]}


def _partners(together: Counter[Pair]) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, count in together.items():
        for lemma in pair:
            found[lemma] += count
    return found
