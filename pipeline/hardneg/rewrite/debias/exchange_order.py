"""Features of exchanges: which of two phrases that change places comes first.

An exchange keeps nearly every word of its caption, so n-grams reveal little. But captions name people before animals, colours before sizes
and the longer phrase last, and a classifier that reads positions learns that. An exchange of A (first in the caption) and B (first in the
negative) has features for what comes earlier in the negative. The reverse, an exchange of B and A, has the opposite signs.

    order     the pair of lemmas          first     each lemma by itself          sorts     two coarse sorts, where they differ
    starts    how the phrases begin       longer    the phrase of more words
"""

import math
from collections.abc import Sequence

from hardneg.grammar.articles import ARTICLES
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, noun_flags
from hardneg.rewrite.debias.candidate import Exchange
from hardneg.rewrite.debias.objective import Feature
from hardneg.schemas.family import EXCHANGES

_SORTS = ("person", "animal", "edible", "vehicle", "place", "nature", "artifact")
_BEGINNINGS = {
    word: beginning
    for beginning, words in {
        "one": "a an one",
        "definite": "the this that his her its their",
        "several": "two three four five six seven eight nine ten some several many few",
    }.items()
    for word in words.split()
}


def exchange_of(family: str, edits: Sequence[Edit]) -> Exchange | None:
    """Return what the first edit of an exchange, articles aside, removes and inserts, in lower case; None for other families."""
    if family not in EXCHANGES:
        return None
    texts = ((edit.old.strip().lower(), edit.new.strip().lower()) for edit in sorted(edits, key=lambda edit: edit.start))
    return next(((old, new) for old, new in texts if old and new and not {old, new} <= ARTICLES), None)


def features(exchange: Exchange) -> dict[Feature, float]:
    """Return the features of an exchange: 1 for what moves to the front, -1 for what moves back."""
    later, earlier = exchange
    heads = _head(earlier, later), _head(later, earlier)
    found: dict[Feature, float] = {}
    for name, (one, other) in (
        ("order", heads),
        ("sorts", (_sort(heads[0]), _sort(heads[1]))),
        ("starts", (_start(earlier), _start(later))),
    ):
        if one != other:
            found[name, f"{min(one, other)} {max(one, other)}"] = 1.0 if one < other else -1.0
    if heads[0] != heads[1]:
        found.update({("first", head): sign for head, sign in zip(heads, (1.0, -1.0), strict=True) if head})
    longer = len(earlier.split()) - len(later.split())
    if longer:
        found["longer", ""] = math.copysign(1.0, longer)
    return found


def _head(text: str, other: str) -> str:
    """Return the lemma of the last word that the other text does not have; empty where only an adjective moves (*red bus*, *bus*)."""
    shared = {lemma_of(word, "NOUN") for word in other.split()}
    own = [lemma for word in text.split() if (lemma := lemma_of(word, "NOUN")) not in shared]
    return own[-1] if own else ""


def _sort(head: str) -> str:
    flags = noun_flags(head)
    return attribute_kind(head) or next((sort for sort in _SORTS if sort in flags), "other" if head else "")


def _start(text: str) -> str:
    first = text.split()[0]
    return "several" if first.isdigit() else _BEGINNINGS.get(first, "other")
