"""Lists of tags as captions: "dog, red couch, two people". Each tag is parsed by itself; the parses stand side by side in one sentence."""

from collections.abc import Iterator, Sequence

from hardneg.grammar.sentence import Sentence, Word

SEPARATOR = ", "
"""Between the tags of every cleaned list; no tag has it inside, so that `split` gives the list back."""


def split(text: str) -> list[str]:
    """The tags of a cleaned list."""
    return text.split(SEPARATOR)


def join(tags: Sequence[str]) -> str:
    """The list as one text."""
    return SEPARATOR.join(tags)


def joined(tags: Sequence[Sentence]) -> Sentence:
    """One sentence of the parses of all tags: each keeps its own root, and the commas between them depend on nothing."""
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
    """A stored list of tags, of which text and words are known, with the words of each tag."""
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
