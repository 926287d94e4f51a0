"""What a kind of rewording makes of a caption. No test itself."""

from collections.abc import Callable, Iterator

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase.wording import Change, Order, compose

Parse = Callable[[str], Sentence]


def texts(sentence: Sentence, kind: Callable[[Sentence], Iterator[Change]] | Callable[[Sentence], Iterator[Order]]) -> list[str | None]:
    """The caption as each change or order of the kind has it, by itself."""
    return [compose(sentence, None, [made]) if isinstance(made, Change) else compose(sentence, made, []) for made in kind(sentence)]
