"""Compute features of a pair of caption and candidate, by which a text-only classifier could recognise the candidate.

Each changes its sign where the two texts are exchanged. So selected pairs whose features sum to zero teach a linear classifier nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from hardneg.grammar.difference import common_ends
from hardneg.rewrite.debias import exchange_order
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.objective import Feature

GAP_EDGES = (1.0, 2.0, 4.0, 7.0, 12.0)  # nats
COOCCURRENCE_EDGES = (0.5, 1.5, 3.0)  # nats
SCORE_EDGES = (0.25, 0.5, 1.0, 2.0)  # of the mean absolute score
OVERESTIMATE = 1.0
"""Nats. The co-occurrence gain of what is selected is an overestimate, so a candidate counts as fitting better from here on. By the
co-occurrence of other captions, gains of 0.8 to 1.3 are none (parts of 1,024 captions of COCO)."""
REGRESSION = 0.5
"""Nats. What is selected by the likelihood of one LLM is on average less likely to another, so a gap counts as balanced at minus this. With
0 an uninvolved LLM of 1.5B parameters finds 0.68 of the captions likelier (695 captions of COCO) and the small one 0.51; with 0.5, 0.63 and
0.47; with 1, 0.61 and 0.42, at fewer negatives."""
_WORD = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_HIGHEST_CLASS = 7  # of frequency: 128 captions of a part, or more


def features_of(captions: Sequence[str], candidates: Sequence[Candidate]) -> Iterator[dict[Feature, float]]:
    """Yield the features of each candidate but the score of a classifier (`score_features`)."""
    frequency = Counter(word for caption in captions for word in set(_words(caption)))
    row, own = -1, list[str]()
    for each in candidates:
        if each.caption != row:
            row, own = each.caption, _words(captions[each.caption])
        features = text_features(own, _words(each.text), frequency)
        if each.gap is not None:
            features |= _sign_and_size("gap", each.gap + REGRESSION, GAP_EDGES)
        if each.cooccurrence:
            features |= _sign_and_size("cooccurrence", each.cooccurrence - OVERESTIMATE, COOCCURRENCE_EDGES)
        if each.exchange is not None:
            features |= exchange_order.features(each.exchange)
        yield features


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def text_features(old: Sequence[str], new: Sequence[str], frequency: Counter[str]) -> dict[Feature, float]:
    """Return n-grams inserted less those removed, frequency classes of the words, and the sign of the change in length.

    Args:
        old: Words of the caption.
        new: Words of the candidate.
        frequency: How many captions of the part have a word.
    """
    before, after = _changed(old, new)
    moved = Counter(_ngrams(after))
    moved.subtract(_ngrams(before))
    features: dict[Feature, float] = {key: float(count) for key, count in moved.items() if count}
    own = set(old)
    classes: Counter[Feature] = Counter()
    for (sort, word), count in moved.items():
        if sort == "1":
            others = frequency[word] - (word in own)
            classes["frequency", str(min(others.bit_length(), _HIGHEST_CLASS))] += count
    features.update((key, float(count)) for key, count in classes.items() if count)
    longer = {"words": len(after) - len(before), "letters": sum(map(len, after)) - sum(map(len, before))}
    features.update(((sort, ""), math.copysign(1.0, by)) for sort, by in longer.items() if abs(by) > (sort == "letters"))
    return features


def score_features(score: float) -> dict[Feature, float]:
    """Return sign and size of the score of a text-only classifier, whose mean absolute value is 1; none for a score of 0."""
    return _sign_and_size("score", score, SCORE_EDGES) if score else {}


def _sign_and_size(sort: str, value: float, edges: Sequence[float]) -> dict[Feature, float]:
    sign = math.copysign(1.0, value)
    return dict.fromkeys(_keys(sort, sum(abs(value) > edge for edge in edges)), sign)


@cache
def _keys(sort: str, size: int) -> tuple[Feature, Feature]:
    """Return the features of a size and of a sign, the same objects each time, since every candidate has some."""
    return (sort, str(size)), (f"{sort} sign", "")


def _changed(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut the common beginning and end of both texts, but for two words on each side, which trigrams reach. Mark the ends."""
    old, new = ["^", *old, "$"], ["^", *new, "$"]
    first, last = common_ends(old, new)
    start, cut = max(first - 2, 0), max(last - 2, 0)
    return old[start : len(old) - cut], new[start : len(new) - cut]


def _ngrams(words: Sequence[str]) -> Iterator[Feature]:
    for length in (1, 2, 3):
        for i in range(len(words) - length + 1):
            yield str(length), " ".join(words[i : i + length])
