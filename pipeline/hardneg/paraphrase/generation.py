"""Draw paraphrases at random from all that the kinds offer for a caption."""

import random
from collections.abc import Container, Iterator, Sequence

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.composition import LocalEdit, Paraphrase, Reordering, compose, disjoint
from hardneg.paraphrase.paraphrase_kinds import changes_of, local_edit_functions, orders_of, reordering_functions

_TRIES = 6
MOST_KINDS = 4


def paraphrases(
    sentence: Sentence, rng: random.Random, wanted: int, most: int = MOST_KINDS, extra: Sequence[LocalEdit] = ()
) -> list[Paraphrase]:
    """Return up to `wanted` different paraphrases of one to `most` kinds each, none equal to the caption.

    For reorderings the kind is drawn first, so that frequent kinds (openings) do not crowd out rare ones (converses). `extra` local
    edits are one more kind.
    """
    changes = [list(found(sentence)) for found in local_edit_functions(sentence).values()]
    orders = [list(found(sentence)) for found in reordering_functions(sentence).values()]
    changes.append(list(extra))
    changes, orders = [each for each in changes if each], [each for each in orders if each]
    found: dict[str, Paraphrase] = {}
    same = _normalised(sentence.text)
    for _ in range(wanted * _TRIES):
        if len(found) >= wanted or not (changes or orders):
            break
        drawn = _draw_one(sentence, changes, orders, rng, most)
        if drawn is not None and _normalised(drawn.text) != same:
            found.setdefault(_normalised(drawn.text), drawn)
    return list(found.values())


def single_paraphrases(sentence: Sentence, rng: random.Random, kinds: Container[str]) -> Iterator[Paraphrase]:
    """Yield the different paraphrases of exactly one of `kinds` each, none equal to the caption, in random order.

    The kind is drawn first, then one of its paraphrases, so that frequent kinds do not crowd out rare ones.
    """
    remaining: dict[str, list[LocalEdit | Reordering]] = {}
    offered: list[LocalEdit | Reordering] = [*orders_of(sentence), *changes_of(sentence)]
    for drawn in offered:
        if drawn.kind in kinds:
            remaining.setdefault(drawn.kind, []).append(drawn)
    seen = {_normalised(sentence.text)}
    while remaining:
        kind = rng.choice(list(remaining))
        drawn = remaining[kind].pop(rng.randrange(len(remaining[kind])))
        if not remaining[kind]:
            del remaining[kind]
        text = compose(sentence, drawn, ()) if isinstance(drawn, Reordering) else compose(sentence, None, (drawn,))
        if text is not None and _normalised(text) not in seen:
            seen.add(_normalised(text))
            yield Paraphrase(text, (kind,))


def _draw_one(
    sentence: Sentence, changes: list[list[LocalEdit]], orders: list[list[Reordering]], rng: random.Random, most: int
) -> Paraphrase | None:
    size = rng.randint(1, most)
    order = rng.choice(rng.choice(orders)) if orders and (not changes or rng.random() < 0.6) else None
    chosen: list[LocalEdit] = []
    for _ in range(size - (order is not None) if changes else 0):
        other = rng.choice(rng.choice(changes))
        if _is_compatible(sentence, order, chosen, other):
            chosen.append(other)
    if order is None and not chosen:
        return None
    text = compose(sentence, order, chosen)
    kinds = ((order.kind,) if order is not None else ()) + tuple(each.kind for each in chosen)
    return None if text is None else Paraphrase(text, kinds)


def _is_compatible(sentence: Sentence, order: Reordering | None, chosen: Sequence[LocalEdit], other: LocalEdit) -> bool:
    """Return whether a local edit overlaps no other and lies inside a span that the reordering keeps; at most one detail is deleted."""
    if other.kind == "less" and any(each.kind == "less" for each in chosen):
        return False
    return disjoint(chosen, other) and (order is None or compose(sentence, order, [other]) is not None)


def _normalised(text: str) -> str:
    return text.lower().strip(" .")
