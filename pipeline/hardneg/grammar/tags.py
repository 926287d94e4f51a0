"""Represent lists of tags as captions ("dog, red couch, two people"): each tag is parsed alone, and one sentence holds all parses."""

from collections.abc import Iterator, Sequence

from hardneg.grammar.sentence import Sentence, Word

SEPARATOR = ", "
"""Separator of the tags of every cleaned list. No tag contains it, so `split` restores the list."""


def split(text: str) -> list[str]:
    """Return the tags of a cleaned list."""
    return text.split(SEPARATOR)


def join(tags: Sequence[str]) -> str:
    """Return the list as one text."""
    return SEPARATOR.join(tags)


def joined(tags: Sequence[Sentence]) -> Sentence:
    """Return one sentence with the parses of all tags. Each keeps its own root, and the commas between them depend on nothing."""
    words: list[Word] = []
    spans: list[tuple[int, int]] = []
    offset = 0
    for tag in tags:
        if words:
            comma = len(words)
            words.append(Word(comma, ",", ",", ",", "PUNCT", ",", "punct", comma, offset, offset + 1))
            offset += len(SEPARATOR)
        first = len(words)
        words.extend(
            word._replace(i=word.i + first, head=word.head + first, start=word.start + offset, end=word.end + offset) for word in tag.words
        )
        spans.append((first, len(words)))
        offset += len(tag.text)
    return Sentence(join([tag.text for tag in tags]), words, spans)


def marked(sentence: Sentence) -> Sentence:
    """Return a stored list of tags with the words of each tag, computed from its text and words."""
    return Sentence(sentence.text, sentence.words, list(_spans(sentence)))


def _spans(sentence: Sentence) -> Iterator[tuple[int, int]]:
    start = place = 0
    for tag in split(sentence.text):
        end = start + len(tag)
        while place < len(sentence.words) and sentence.words[place].start < start:
            place += 1
        first = place
        while place < len(sentence.words) and sentence.words[place].end <= end:
            place += 1
        yield first, place
        start = end + len(SEPARATOR)
