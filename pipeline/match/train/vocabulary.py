"""The words that the scenes matcher knows: those of the captions, and many of other worlds, so that these are not all [UNK]."""

import re
from collections.abc import Collection, Iterator, Mapping

from pipeline.lexicon import related
from pipeline.lexicon.tables import attribute_sets, noun_class_table
from scenes.graph import BACKGROUNDS, COLOURS, FILLS, SHAPES
from scenes.templates import ALL, JOINTS
from scenes.words import MEANING, NOUNS, NUMBERS, RELATION_MEANING, plural

_MORE = (
    "a an the of and with on against background no not only exactly plain light dark this that which it its while as well "
    "each other one another group pair couple single several many few some all both each photo showing shows has drawn painted "
    "upon off onto into out up down at by across through among along past toward towards opposite beyond around "
    "without is are was were be being been can standing sitting lying round pointed "
    "seen appear appears visible positioned side"
)
# Classes that the lexicon has had only since the shipped matchers were trained; their vocabulary stays as it is.
_NOT_LEARNT = frozenset({"depiction", "sculpture", "material", "enclosure"})
_NUMBERED = tuple(str(number) for number in range(21))


def words() -> list[str]:
    """The vocabulary, without the special tokens, in a fixed order."""
    return list(
        dict.fromkeys([*_of_the_language(), *foreign_adjectives(), *(each for noun in foreign_nouns() for each in (noun, plural(noun)))])
    )


def unlearnt(vocabulary: Mapping[str, int], seen: Collection[int]) -> tuple[str, ...]:
    """Return the words that training never showed: neither among the ids `seen` in its texts nor one of the foreign words.

    Each foreign word is rare in the texts, but all of them are drawn in the end.
    """
    foreign = {*foreign_adjectives(), *(each for noun in foreign_nouns() for each in (noun, plural(noun)))}
    return tuple(word for word in words() if vocabulary[word] not in seen and word not in foreign)


def foreign_adjectives() -> list[str]:
    """Colours, materials and patterns that nothing in a scene has, and that no word for what it has may mean."""
    ours = {*COLOURS, *FILLS, *MEANING}
    found: dict[str, None] = {}
    for entry in attribute_sets():
        if entry.kind in ("colour", "material", "pattern"):
            for member in entry.members.values():
                strange = member.offered and member.word.isalpha() and member.word not in ours
                if strange and not any(related(member.word, word) for word in (*COLOURS, *FILLS, "dark", "light", "bright")):
                    found[member.word] = None
    return [*found, "white", "orange", "cyan", "turquoise", "silver", "gray", "checkered", "plaid", "floral"]


def foreign_nouns(each: int = 12) -> list[str]:
    """Things of one word that no scene has: the commonest of each class of the lexicon."""
    found: dict[str, None] = dict.fromkeys(("hexagon", "pentagon", "octagon", "crescent", "arrow", "moon", "rectangle", "diamond", "line"))
    for entry in noun_class_table().values():
        if entry.name in _NOT_LEARNT:
            continue
        members = [member for member in entry.members.values() if member.offered and member.word.isalpha() and member.number == "count"]
        for member in members[:each]:
            if member.word not in NOUNS and not any(related(member.word, shape) for shape in (*SHAPES, "shape", "object", "figure")):
                found[member.word] = None
    return list(found)


def _of_the_language() -> Iterator[str]:
    texts = [*MEANING, *NOUNS, *NUMBERS, *_NUMBERED, *RELATION_MEANING, *BACKGROUNDS, _MORE, *JOINTS]
    texts.extend(re.sub(r"\{.*?\}", " ", template) for templates in ALL.values() for template in templates)
    for text in texts:
        yield from re.findall(r"\w+|[^\w\s]+", text.lower())
    yield from (",", ".", ";", "!", ":", "-", "'")
    yield from ("contain", "surround", "enclose", "touch")
