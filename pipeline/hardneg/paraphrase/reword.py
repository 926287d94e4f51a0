"""Rewordings drawn by chance from all that the kinds offer for a caption."""

import random
from collections.abc import Container, Iterator, Sequence

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.kinds import changers, changes_of, orderers, orders_of
from hardneg.paraphrase.wording import Change, Order, Rewording, compose, disjoint

_TRIES = 6
MOST_KINDS = 4


def reword(sentence: Sentence, rng: random.Random, wanted: int, most: int = MOST_KINDS, extra: Sequence[Change] = ()) -> list[Rewording]:
    """Up to `wanted` different rewordings of one to `most` kinds each, none equal to the caption; fewer where it admits no more.

    Orders are drawn by kind first, so that openings, of which there are many, do not crowd out converses. `extra` changes are one
    more kind.
    """
    changes = [list(found(sentence)) for found in changers(sentence).values()]
    orders = [list(found(sentence)) for found in orderers(sentence).values()]
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


def singles(sentence: Sentence, rng: random.Random, kinds: Container[str]) -> Iterator[Rewording]:
    """Yield the different rewordings of one of `kinds` each, none equal to the caption, in a drawn order.

    A kind is drawn first, then one of its rewordings, so that those with many do not crowd out the rest.
    """
    left: dict[str, list[Change | Order]] = {}
    offered: list[Change | Order] = [*orders_of(sentence), *changes_of(sentence)]
    for made in offered:
        if made.kind in kinds:
            left.setdefault(made.kind, []).append(made)
    seen = {_bare(sentence.text)}
    while left:
        kind = rng.choice(list(left))
        made = left[kind].pop(rng.randrange(len(left[kind])))
        if not left[kind]:
            del left[kind]
        text = compose(sentence, made, ()) if isinstance(made, Order) else compose(sentence, None, (made,))
        if text is not None and _bare(text) not in seen:
            seen.add(_bare(text))
            yield Rewording(text, (kind,))


def _draw(sentence: Sentence, changes: list[list[Change]], orders: list[list[Order]], rng: random.Random, most: int) -> Rewording | None:
    size = rng.randint(1, most)
    order = rng.choice(rng.choice(orders)) if orders and (not changes or rng.random() < 0.6) else None
    chosen: list[Change] = []
    for _ in range(size - (order is not None) if changes else 0):
        other = rng.choice(rng.choice(changes))
        if _goes_with(sentence, order, chosen, other):
            chosen.append(other)
    if order is None and not chosen:
        return None
    text = compose(sentence, order, chosen)
    kinds = ((order.kind,) if order is not None else ()) + tuple(each.kind for each in chosen)
    return None if text is None else Rewording(text, kinds)


def _goes_with(sentence: Sentence, order: Order | None, chosen: Sequence[Change], other: Change) -> bool:
    """Whether a change touches none of the others, and stands in a part that the order keeps; one detail is left out at most."""
    if other.kind == "less" and any(each.kind == "less" for each in chosen):
        return False
    return disjoint(chosen, other) and (order is None or compose(sentence, order, [other]) is not None)


def _bare(text: str) -> str:
    return text.lower().strip(" .")
