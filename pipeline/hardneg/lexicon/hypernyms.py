"""Look up synonyms and hypernyms of all common words of WordNet, also of those that the lexicon does not list.

`related` knows the words of the lexicon. An LLM writes others: it replaces a building by a schoolhouse, or a man by a
bodyguard. Both may be true of the same thing, and `compatible` finds it. The tables stay Arrow arrays, read at the first call.
"""

import json
from bisect import bisect_left
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.lexicon.attributes import attribute_kind
from hardneg.lexicon.gender import pronoun_of
from hardneg.lexicon.nouns import noun_alternatives, noun_classes, noun_flags
from hardneg.lexicon.relations import related
from hardneg.lexicon.tables import HERE, canonical, frames

Pos = Literal["noun", "verb", "adj"]
_OCCUPATIONS = frozenset({"occupation", "player", "baseball_role", "rider"})
"""Classes whose members exclude each other; a man may have any of these occupations."""
_KINDS = {
    kind: kind
    for kind in (
        "animal",
        "appliance",
        "bird",
        "clothing",
        "drink",
        "food",
        "fruit",
        "furniture",
        "instrument",
        "tool",
        "vehicle",
        "vegetable",
    )
} | {"boat": "watercraft", "aircraft": "aircraft"}
"""Flags by the hypernym of each noun that has them: WordNet calls no train a vehicle, no freighter a boat, and a banana a herb."""


class _Meaning(NamedTuple):
    """Hold the synsets of a word's common senses, and all that is above them."""

    synsets: frozenset[int]
    above: frozenset[int]


def compatible(a: str, b: str, pos: Pos) -> bool:
    """Return whether two lemmas may be true of the same thing or act: they are of one kind, or a person and the role of one."""
    return of_one_kind(a, b, pos) or (pos == "noun" and not _excluded(a, b, pos) and _may_be_one_person(a, b))


def of_one_kind(a: str, b: str, pos: Pos) -> bool:
    """Return whether two lemmas are `related`, or WordNet relates them.

    What the lexicon offers for each other excludes each other, whatever WordNet has. WordNet relates synonyms, and a hypernym and its
    hyponyms; of verbs, troponyms and entailments as well.
    """
    if related(a, b):
        return True
    if _excluded(a, b, pos):
        return False
    if pos == "noun" and (_is_of_flag(a, b) or _is_of_flag(b, a)):
        return True
    return _is_kind_or_synonym(canonical(a), canonical(b), pos)


def is_listed(lemma: str, pos: Pos) -> bool:
    """Return whether WordNet has a word, or the last word of a compound."""
    meaning = _meaning(canonical(lemma), pos)
    return bool(meaning.synsets or meaning.above)


def is_hypernym(a: str, b: str) -> bool:
    """Return whether WordNet has noun `a` above noun `b`, or as its synonym."""
    one, two = _meaning(canonical(a), "noun"), _meaning(canonical(b), "noun")
    return not one.synsets.isdisjoint(two.synsets | two.above)


def are_synonyms(a: str, b: str) -> bool:
    """Return whether two nouns share a common sense of WordNet, such as `phone` and `telephone`."""
    return not _meaning(canonical(a), "noun").synsets.isdisjoint(_meaning(canonical(b), "noun").synsets)


def is_person(noun: str) -> bool:
    """Return whether a noun names a person, by the lexicon where it lists the noun, else by WordNet."""
    return "person" in noun_flags(noun) if noun_classes(noun) else "person" in _sorts(noun)


def _excluded(a: str, b: str, pos: Pos) -> bool:
    return _PARTED[pos](a, b) or _PARTED[pos](b, a)


def _parted_nouns(a: str, b: str) -> bool:
    return b in noun_alternatives(a)


def _parted_verbs(a: str, b: str) -> bool:
    """Return whether a frame offers `b` for `a`."""
    return any(a in frame.members and b in frame.members and frame.members[b].offered for frame in frames())


def _parted_attributes(a: str, b: str) -> bool:
    return attribute_kind(a) is not None and attribute_kind(b) is not None


_PARTED: dict[Pos, Callable[[str, str], bool]] = {"noun": _parted_nouns, "verb": _parted_verbs, "adj": _parted_attributes}
"""The tests of whether the lexicon offers the second word for the first are listed by part of speech."""


def _is_of_flag(noun: str, kind: str) -> bool:
    return _KINDS.get(kind) in noun_flags(noun)


def _is_kind_or_synonym(a: str, b: str, pos: Pos) -> bool:
    one, two = _meaning(a, pos), _meaning(b, pos)
    return not (one.synsets.isdisjoint(two.synsets | two.above) and one.above.isdisjoint(two.synsets))


def _may_be_one_person(a: str, b: str) -> bool:
    """Return whether both words may name one person: an officer may be a man, but no boy is an officer, and no cook is one."""
    if not (is_person(a) and is_person(b)):
        return False
    for of in (_genders, _ages):
        if of(a) and of(b) and of(a).isdisjoint(of(b)):
            return False
    return not (_has_occupation(a) and _has_occupation(b))


def _genders(noun: str) -> frozenset[str]:
    """Return the gender that a noun states, by the lexicon, by its last syllable, or by WordNet."""
    known = pronoun_of(noun) if noun_classes(noun) else None
    if known == "he" or (noun.endswith("man") and not noun.endswith(("woman", "human"))):
        return frozenset({"male"})
    if known == "she" or noun.endswith("woman"):
        return frozenset({"female"})
    return _sorts(noun) & {"male", "female"}


def _ages(noun: str) -> frozenset[str]:
    found = frozenset({"juvenile"}) if _sorts(noun) & {"boy", "girl"} else _sorts(noun) & {"adult", "juvenile"}
    return found or (frozenset({"adult"}) if _has_occupation(noun) else found)


def _has_occupation(noun: str) -> bool:
    classes = noun_classes(noun)
    return classes[0] in _OCCUPATIONS if classes else not _sorts(noun).isdisjoint({"worker", "athlete", "professional", "entertainer"})


@lru_cache(maxsize=10_000)
def _sorts(noun: str) -> frozenset[str]:
    """Return the sorts of persons that a noun belongs to, such as `person`, `female`, `worker`."""
    meaning = _meaning(canonical(noun), "noun")
    return frozenset(name for name, synset in _anchors().items() if synset in meaning.synsets or synset in meaning.above)


@lru_cache(maxsize=10_000)
def _meaning(lemma: str, pos: Pos) -> _Meaning:
    """Return the meaning of a word, or of its singular; a compound that WordNet lacks is a hyponym of its last word."""
    synsets = _synsets(lemma, pos) or _synsets(lemma.removesuffix("s"), pos)
    if synsets:
        return _Meaning(synsets, _all_above(synsets))
    head = lemma.rpartition(" ")[2]
    if head == lemma:
        return _Meaning(frozenset(), frozenset())
    known = _meaning(head, pos)
    return _Meaning(frozenset(), known.synsets | known.above)


def _synsets(lemma: str, pos: Pos) -> frozenset[int]:
    words, synsets = _words(pos)
    at = bisect_left(range(len(words)), lemma, key=lambda i: str(words[i].as_py()))
    if at == len(words) or words[at].as_py() != lemma:
        return frozenset()
    return frozenset(synsets[at].as_py())


def _all_above(synsets: frozenset[int]) -> frozenset[int]:
    """Return all hypernyms of synsets; some verbs of WordNet are above each other."""
    found: set[int] = set()
    waiting = [*synsets]
    while waiting:
        new = set(_parents()[waiting.pop()].as_py()) - found
        found |= new
        waiting += new
    return frozenset(found)


@cache
def _words(pos: Pos) -> tuple[pa.Array, pa.Array]:
    """Return the words of a part of speech in ascending order, and the synsets of each."""
    table = _read(f"{pos}_synsets")
    return table["word"].combine_chunks(), table["synsets"].combine_chunks()


@cache
def _parents() -> pa.Array:
    """Return the hypernyms of each synset, whose number is its index."""
    return _read("hypernyms")["above"].combine_chunks()


def _read(name: str) -> pa.Table:
    """Return a table, and the memory of its decoding to the system: about 15 MB, six times what the table needs."""
    table = pq.ParquetFile(HERE / f"{name}.parquet").read(use_threads=False)
    pa.default_memory_pool().release_unused()
    return table


@cache
def _anchors() -> dict[str, int]:
    """Return the synsets of the sorts of persons, by name."""
    anchors: dict[str, int] = json.loads(pq.read_schema(HERE / "hypernyms.parquet").metadata[b"anchors"])
    return anchors
