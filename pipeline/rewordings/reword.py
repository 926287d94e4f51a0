"""Rewordings drawn by chance from all that the kinds offer for a caption."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.grammar.sentence import Sentence
from pipeline.rewordings import converse, describing, fronting, joined, less, numbers, presence, synonyms, verbs, voice
from pipeline.rewordings.wording import Change, Order, Rewording, compose, disjoint

_CHANGES: Mapping[str, Callable[[Sentence], Iterator[Change]]] = {
    "synonyms": synonyms.changes,
    "numbers": numbers.changes,
    "verbs": verbs.changes,
    "describing": describing.changes,
    "less": less.changes,
}
_ORDERS: Mapping[str, Callable[[Sentence], Iterator[Order]]] = {
    "converse": converse.orders,
    "voice": voice.orders,
    "joined": joined.orders,
    "fronting": fronting.orders,
    "presence": presence.orders,
}
KINDS = (*_CHANGES, *_ORDERS)
WEAKER = frozenset({"less", "wider"})
"""Kinds after which the caption no longer follows from the rewording."""
_TRIES = 6
MOST_KINDS = 4


def reword(sentence: Sentence, rng: random.Random, wanted: int, most: int = MOST_KINDS, extra: Sequence[Change] = ()) -> list[Rewording]:
    """Up to `wanted` different rewordings of one to `most` kinds each, none equal to the caption; fewer where it admits no more.

    Orders are drawn by kind first, so that openings, of which there are many, do not crowd out converses. `extra` changes are one
    more kind.
    """
    changes = [list(found(sentence)) for found in _CHANGES.values()]
    orders = [list(found(sentence)) for found in _ORDERS.values()]
    changes.append(list(extra))
    changes, orders = [each for each in changes if each], [each for each in orders if each]
    found: dict[str, Rewording] = {}
    same = _bare(sentence.text)
    for _ in range(wanted * _TRIES):
        if len(found) >= wanted or not (changes or orders):
            break
        made = _draw(sentence, changes, orders, rng, most)
        if made is not None and _bare(made.text) != same:
            found.setdefault(_bare(made.text), made)
    return list(found.values())


def _draw(sentence: Sentence, changes: list[list[Change]], orders: list[list[Order]], rng: random.Random, most: int) -> Rewording | None:
    size = rng.randint(1, most)
    order = rng.choice(rng.choice(orders)) if orders and (not changes or rng.random() < 0.6) else None
    chosen: list[Change] = []
    for _ in range(size - (order is not None)):
        if changes:
            other = rng.choice(rng.choice(changes))
            if disjoint(chosen, other) and (other.kind != "less" or all(each.kind != "less" for each in chosen)):
                if order is None or compose(sentence, order, [other]) is not None:
                    chosen.append(other)
    if order is None and not chosen:
        return None
    text = compose(sentence, order, chosen)
    kinds = ((order.kind,) if order is not None else ()) + tuple(each.kind for each in chosen)
    return None if text is None else Rewording(text, kinds)


def _bare(text: str) -> str:
    return text.lower().strip(" .")
