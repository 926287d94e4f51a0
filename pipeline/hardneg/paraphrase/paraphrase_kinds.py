"""List the kinds of paraphrase by name, and collect what all of them offer for one sentence."""

from collections.abc import Callable, Iterator, Mapping

from hardneg.families.boilerplate import boilerplate
from hardneg.families.untouched import unparaphrased
from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase import (
    attribute_clauses,
    converse,
    coordination,
    definiteness,
    deletion,
    existential,
    fronting,
    numbers,
    passive,
    tag_order,
    verb_forms,
)
from hardneg.paraphrase.composition import LocalEdit, Reordering
from hardneg.paraphrase.lexical import synonyms
from hardneg.paraphrase.multi_sentence import is_description, is_safe

CHANGES: Mapping[str, Callable[[Sentence], Iterator[LocalEdit]]] = {
    "synonyms": synonyms.changes,
    "numbers": numbers.changes,
    "verbs": verb_forms.changes,
    "articles": definiteness.changes,
    "describing": attribute_clauses.changes,
    "less": deletion.changes,
}
ORDERS: Mapping[str, Callable[[Sentence], Iterator[Reordering]]] = {
    "converse": converse.orders,
    "voice": passive.orders,
    "joined": coordination.orders,
    "fronting": fronting.orders,
    "presence": existential.orders,
}
TAG_CHANGES: Mapping[str, Callable[[Sentence], Iterator[LocalEdit]]] = {"synonyms": synonyms.changes, "numbers": numbers.changes}
TAG_ORDERS: Mapping[str, Callable[[Sentence], Iterator[Reordering]]] = {"reordered": tag_order.orders}
"""The reorderings of lists of tags."""
KINDS = (*CHANGES, *ORDERS, *TAG_ORDERS)
WEAKER = frozenset({"less", "wider"})
"""Kinds that lose information: the paraphrase does not entail the caption."""


def local_edit_functions(sentence: Sentence) -> Mapping[str, Callable[[Sentence], Iterator[LocalEdit]]]:
    """Return the functions that yield local edits for captions of this form."""
    return TAG_CHANGES if sentence.tags else CHANGES


def reordering_functions(sentence: Sentence) -> Mapping[str, Callable[[Sentence], Iterator[Reordering]]]:
    """Return the functions that yield reorderings for captions of this form."""
    return TAG_ORDERS if sentence.tags else ORDERS


def changes_of(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield the local edits of all kinds, except inside names, measures and template text; in a description only the safe ones."""
    description = sentence.once(is_description)
    kept = [sentence.words[i] for i in sentence.once(unparaphrased)]
    for found in local_edit_functions(sentence).values():
        for change in found(sentence):
            if description and not is_safe(sentence, change):
                continue
            if not any(edit.start < word.end and word.start < max(edit.end, edit.start + 1) for edit in change.edits for word in kept):
                yield change


def orders_of(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the reorderings of all kinds; none for a caption with template text, whose position is fixed."""
    if sentence.once(boilerplate):
        return
    for found in reordering_functions(sentence).values():
        yield from found(sentence)
