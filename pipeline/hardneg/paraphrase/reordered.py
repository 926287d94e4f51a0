"""Tags in another order: dog, red couch, window -> window, dog, red couch. A list says the same in any order."""

from collections.abc import Iterator
from itertools import combinations

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.tags import SEPARATOR
from hardneg.paraphrase.wording import Order, Piece

KIND = "order"
_MOST = 12
"""Tags of which every two change places; of longer lists the first so many."""


def orders(sentence: Sentence) -> Iterator[Order]:
    """Yield the list with each two tags exchanged, with each tag at its head, and from behind."""
    places = range(len(sentence.tags))
    for one, two in combinations(places[:_MOST], 2):
        order = list(places)
        order[one], order[two] = two, one
        yield _order(sentence, order)
    if len(places) > 2:
        for place in places[2:]:
            yield _order(sentence, [place, *(other for other in places if other != place)])
        yield _order(sentence, list(reversed(places)))


def _order(sentence: Sentence, order: list[int]) -> Order:
    pieces: list[Piece] = []
    for place in order:
        first, last = sentence.tags[place]
        pieces += [SEPARATOR] * bool(pieces) + [(sentence.words[first].start, sentence.words[last - 1].end)]
    return Order(KIND, tuple(pieces))
