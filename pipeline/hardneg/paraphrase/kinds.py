"""The kinds of rewording by name, and all that they offer for one sentence."""

from collections.abc import Callable, Iterator, Mapping

from hardneg.families.boilerplate import boilerplate
from hardneg.families.untouched import unparaphrased
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase import (
    articles,
    converse,
    coordination,
    deletion,
    describing,
    existential,
    fronting,
    numbers,
    passive,
    reordered,
    verbs,
)
from hardneg.paraphrase.lexical import synonyms
from hardneg.paraphrase.multi_sentence import is_description, is_safe
from hardneg.paraphrase.wording import Change, Order

CHANGES: Mapping[str, Callable[[Sentence], Iterator[Change]]] = {
    "synonyms": synonyms.changes,
    "numbers": numbers.changes,
    "verbs": verbs.changes,
    "articles": articles.changes,
    "describing": describing.changes,
    "less": deletion.changes,
}
ORDERS: Mapping[str, Callable[[Sentence], Iterator[Order]]] = {
    "converse": converse.orders,
    "voice": passive.orders,
    "joined": coordination.orders,
    "fronting": fronting.orders,
    "presence": existential.orders,
}
TAG_CHANGES: Mapping[str, Callable[[Sentence], Iterator[Change]]] = {"synonyms": synonyms.changes, "numbers": numbers.changes}
TAG_ORDERS: Mapping[str, Callable[[Sentence], Iterator[Order]]] = {"reordered": reordered.orders}
"""Of lists of tags."""
KINDS = (*CHANGES, *ORDERS, *TAG_ORDERS)
WEAKER = frozenset({"less", "wider"})
"""Kinds after which the caption no longer follows from the rewording."""


def changers(sentence: Sentence) -> Mapping[str, Callable[[Sentence], Iterator[Change]]]:
    """The changes that there are of a caption of this form."""
    return TAG_CHANGES if sentence.tags else CHANGES


def orderers(sentence: Sentence) -> Mapping[str, Callable[[Sentence], Iterator[Order]]]:
    """The orders that there are of a caption of this form."""
    return TAG_ORDERS if sentence.tags else ORDERS


def changes_of(sentence: Sentence) -> Iterator[Change]:
    """Yield all changes of all kinds, less those of names, measures and template text; in a description only those that are safe there."""
    description = sentence.once(is_description)
    kept = [sentence.words[i] for i in sentence.once(unparaphrased)]
    for found in changers(sentence).values():
        for change in found(sentence):
            if description and not is_safe(sentence, change):
                continue
            if not any(edit.start < word.end and word.start < max(edit.end, edit.start + 1) for edit in change.edits for word in kept):
                yield change


def orders_of(sentence: Sentence) -> Iterator[Order]:
    """All orders of all kinds; none of a caption with template text, whose place is where it stands."""
    if sentence.once(boilerplate):
        return
    for found in orderers(sentence).values():
        yield from found(sentence)
