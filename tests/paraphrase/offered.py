"""Compose the paraphrases of one kind. No test itself."""

from collections.abc import Callable, Iterator

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.composition import LocalEdit, Reordering, compose


def texts(
    sentence: Sentence, kind: Callable[[Sentence], Iterator[LocalEdit]] | Callable[[Sentence], Iterator[Reordering]]
) -> list[str | None]:
    """Return the caption with each local edit or reordering of the kind applied alone."""
    return [compose(sentence, None, [made]) if isinstance(made, LocalEdit) else compose(sentence, made, []) for made in kind(sentence)]
