"""Co-occurrence: pointwise mutual information of a word with the rest of its caption, counted over the other captions of a part.

A negative whose words are likely and balanced is still recognisable where it breaks up a scene: a *kitchen* with a toilet, a *soccer*
player at bat. A pretrained text encoder notices; a small LLM's likelihood of the whole text hardly does. Let x_ab be the number of captions
of the part with both lemmas a and b, d_a = sum over b of x_ab, and D the sum of all d. Then

    fit(a | context) = sum over b in the context of log (x_ab + PRIOR) / (d_a d_b / D + PRIOR)

is the smoothed pointwise mutual information (Church and Hanks 1990) of a with its context, the content words within `REACH`. All counts
exclude the caption itself, since every word would fit its own caption best. So an edit and its reverse cancel.

exp(fit) times the frequency of a in the part is naive Bayes' p(a | context) up to a constant. If the replacement were drawn from p(a |
context) whatever the source word, caption and negative would be exchangeable (a step of the Gibbs sampler; Geman and Geman 1984).
`candidates` draws by this weight. The source word, often the best one, is never drawn, and `hardneg.rewrite.debias.herding` balances the
difference.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from hardneg.families import Name, Target
from hardneg.grammar.difference import common_ends
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence

LemmaPair = tuple[str, str]

PRIOR = 0.5
REACH = 12
"""Content words before and after that count as context: all of a short caption, a sentence or two of a long one."""
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})
_WORD = re.compile(r"\w+(?:['-]\w+)*")


class CoOccurrence:
    """Count which lemmas occur together in the captions of a part. Captions are identified by their index."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        seen: dict[str, Counter[tuple[str, str]]] = {}
        for sentence in sentences:
            for word in sentence.words:
                seen.setdefault(word.lower, Counter())[word.lemma.lower(), word.pos] += 1
        self._forms = {form: min(counted, key=lambda key: (-counted[key], key)) for form, counted in seen.items()}
        self._own = [self.lemmas(sentence.text) for sentence in sentences]
        self._pairs: Counter[LemmaPair] = Counter()
        for lemmas in self._own:
            self._pairs.update(_pairs(lemmas))
        self._degrees = _degrees(self._pairs)
        self._total = self._degrees.total()
        self._excluded: tuple[int, set[LemmaPair], Counter[str]] = (-1, set(), Counter())

    def lemmas(self, text: str) -> list[str]:
        """Return the lemmas of the content words of a text, in order.

        A form gets its commonest lemma and part of speech in the part; a form that the part does not use counts as a noun.
        """
        found = (self._forms.get(form) or (lemma_of(form, "NOUN"), "NOUN") for form in _WORD.findall(text.lower()))
        return [lemma for lemma, pos in found if pos in _CONTENT]

    def fit(self, words: Sequence[str], context: Iterable[str], row: int) -> float:
        """Return the mean fit of `words` to a context, from counts without the caption at `row`."""
        pairs, degrees = self._counts_of(row)
        total = max(1, self._total - degrees.total())
        ordered = sorted(set(context))  # the order of a sum changes its last digit
        found = 0.0
        for word in words:
            of_word = self._degrees[word] - degrees[word]
            for other in ordered:
                pair = min(word, other), max(word, other)
                observed = self._pairs[pair] - (pair in pairs)
                expected = of_word * (self._degrees[other] - degrees[other]) / total
                found += math.log((observed + PRIOR) / (expected + PRIOR))
        return found / max(1, len(words))

    def change(self, row: int, negative: str) -> float:
        """Return the fit of the replacement words less that of the source words.

        It is 0 where words only move, or no content word changes.
        """
        old, new = self._own[row], self.lemmas(negative)
        first, last = common_ends(old, new)
        removed, inserted = old[first : len(old) - last], new[first : len(new) - last]
        moved = set(removed) & set(inserted)
        context = {*old[max(0, first - REACH) : first], *old[len(old) - last :][:REACH], *moved}
        source, replacement = [word for word in removed if word not in moved], [word for word in inserted if word not in moved]
        return self.fit(replacement, context, row) - self.fit(source, context, row) if source and replacement else 0.0

    def exchanges(self, sentence: Sentence, target: Target, texts: Sequence[str], row: int) -> list[float]:
        """Return the fit of each text in place of a target less that of its source text; 0 where either has no content word.

        For added attributes nothing is replaced, so return the fit itself.
        """
        own = self.lemmas(sentence.text[target.start : target.end])
        adds = Name(target.family).traits.traded
        before, after = self.lemmas(sentence.text[: target.start]), self.lemmas(sentence.text[target.end :])
        context = {*before[-REACH:], *after[:REACH], *(own if adds else ())}
        source = 0.0 if adds else self.fit(own, context, row)
        replacements = [self.lemmas(text) for text in texts]
        return [self.fit(lemmas, context, row) - source if lemmas and own else 0.0 for lemmas in replacements]

    def _counts_of(self, row: int) -> tuple[set[LemmaPair], Counter[str]]:
        """Return the pairs and degrees of the caption at `row`; the last result is kept, since callers go caption by caption."""
        if self._excluded[0] != row:
            pairs = _pairs(self._own[row])
            self._excluded = row, pairs, _degrees(Counter(pairs))
        return self._excluded[1:]


def _pairs(lemmas: Sequence[str]) -> set[LemmaPair]:
    """Return all pairs of lemmas within `REACH`, each sorted; a lemma pairs with itself where it is repeated."""
    return {(min(one, two), max(one, two)) for i, one in enumerate(lemmas) for two in lemmas[i + 1 : i + 1 + REACH]}


def _degrees(pairs: Counter[LemmaPair]) -> Counter[str]:
    """Return for each lemma the sum of its pair counts."""
    found: Counter[str] = Counter()
    for pair, count in pairs.items():
        for lemma in pair:
            found[lemma] += count
    return found
