"""Reorder tags: dog, red couch, window -> window, dog, red couch. A list has the same meaning in any order."""

from collections.abc import Iterator
from itertools import combinations

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.tags import SEPARATOR
from hardneg.paraphrase.composition import Piece, Reordering

KIND = "order"
_MOST = 12
"""The number of leading tags of which every two are exchanged."""


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the list with each pair of tags exchanged, with each tag moved to the front, and reversed."""
    places = range(len(sentence.tags))
    for one, two in combinations(places[:_MOST], 2):
        order = list(places)
        order[one], order[two] = two, one
        yield _order(sentence, order)
    if len(places) > 2:
        for place in places[2:]:
            yield _order(sentence, [place, *(other for other in places if other != place)])
        yield _order(sentence, list(reversed(places)))


def _order(sentence: Sentence, order: list[int]) -> Reordering:
    pieces: list[Piece] = []
    for place in order:
        first, last = sentence.tags[place]
        pieces += [SEPARATOR] * bool(pieces) + [(sentence.words[first].start, sentence.words[last - 1].end)]
    return Reordering(KIND, tuple(pieces))
