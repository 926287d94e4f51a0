"""Give the type of the fixture `parse`, and find words of the sentences that it returns. No test itself."""

from collections.abc import Callable

from hardneg.grammar.sentence import Sentence, Word

Parse = Callable[[str], Sentence]


def word(sentence: Sentence, text: str) -> Word:
    """Return the first word of a sentence with this text, in any case."""
    return next(each for each in sentence.words if each.lower == text.lower())
