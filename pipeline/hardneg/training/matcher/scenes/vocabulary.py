"""Define the vocabulary of the scenes matcher: the words of captions, and many foreign words, which would otherwise all be [UNK]."""

import re
from collections.abc import Collection, Iterator, Mapping

from hardneg.scenes.graph import BACKGROUNDS
from hardneg.scenes.scene_words import MEANING, NOUNS, NUMBERS, RELATION_MEANING, plural
from hardneg.scenes.templates import ALL, JOINTS
from hardneg.training.matcher.scenes.foreign_words import ADJECTIVES
from hardneg.training.matcher.scenes.foreign_words import NOUNS as FOREIGN_NOUNS

_MORE = (
    "a an the of and with on against background no not only exactly plain light dark this that which it its while as well "
    "each other one another group pair couple single several many few some all both each photo showing shows has drawn painted "
    "upon off onto into out up down at by across through among along past toward towards opposite beyond around "
    "without is are was were be being been can standing sitting lying round pointed "
    "seen appear appears visible positioned side"
)
_NUMBERED = tuple(str(number) for number in range(21))


def words() -> list[str]:
    """Return the vocabulary without special tokens, in a fixed order."""
    return list(dict.fromkeys([*_of_the_language(), *_foreign()]))


def unlearnt(vocabulary: Mapping[str, int], seen: Collection[int]) -> tuple[str, ...]:
    """Return the words that training never showed: neither among the ids `seen` in its texts nor one of the foreign words.

    Each foreign word is rare in the texts, but all of them are sampled in the end.
    """
    foreign = {*_foreign()}
    return tuple(word for word in words() if vocabulary[word] not in seen and word not in foreign)


def _of_the_language() -> Iterator[str]:
    texts = [*MEANING, *NOUNS, *NUMBERS, *_NUMBERED, *RELATION_MEANING, *BACKGROUNDS, _MORE, *JOINTS]
    texts.extend(re.sub(r"\{.*?\}", " ", template) for templates in ALL.values() for template in templates)
    for text in texts:
        yield from re.findall(r"\w+|[^\w\s]+", text.lower())
    yield from (",", ".", ";", "!", ":", "-", "'")
    yield from ("contain", "surround", "enclose", "touch")


def _foreign() -> Iterator[str]:
    """Yield the foreign words, nouns in both numbers."""
    yield from ADJECTIVES
    for noun in FOREIGN_NOUNS:
        yield from (noun, plural(noun))
