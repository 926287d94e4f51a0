"""Make tables of the common senses of all common words of WordNet, and of what is directly above each sense."""

import json

import pyarrow as pa

from scripts.lexicon.wordnet import POS, Synset, WordNet

SHARE = 0.05
"""Least share of a word's tagged uses at which a sense counts, besides the first."""
FEW = 5
FIRST = 3
"""A word with fewer than `FEW` tagged uses has its `FIRST` senses, less later ones for persons, most of which are figurative."""
TOO_GENERAL = frozenset({"entity", "physical entity", "abstraction"})
ANCHORS = {
    "person": "person#1",
    "male": "male#2",
    "female": "female#2",
    "adult": "adult#1",
    "juvenile": "juvenile#1",
    "boy": "boy#1",
    "girl": "girl#2",
    "worker": "worker#1",
    "professional": "professional#1",
    "entertainer": "entertainer#1",
    "athlete": "athlete#1",
}
"""Sorts of persons, by which a role is compared with another word for a person."""
_NUMBERS = pa.list_(pa.int32())


def tables(wordnet: WordNet) -> dict[str, pa.Table]:
    """Return a table of words with their synsets for each part of speech, and one of what is directly above each synset.

    A synset's number is the index of its row in the last table, whose metadata has the numbers of the anchors.
    """
    words = {(name, lemma): found for name, lemma in sorted(wordnet.senses) if (found := senses(wordnet, name, lemma))}
    used = {synset for found in words.values() for synset in found}
    for synset in list(used):
        used |= _all_above(wordnet, synset)
    number = {synset: i for i, synset in enumerate(sorted(used))}
    made = {}
    for pos in POS:
        of = {lemma: sorted(number[synset] for synset in found) for (name, lemma), found in words.items() if name == pos}
        made[f"{pos}_synsets"] = pa.table({"word": list(of), "synsets": pa.array(of.values(), _NUMBERS)})
    above = pa.array([sorted(number[parent] for parent in _above(wordnet, synset)) for synset in number], _NUMBERS)
    anchors = json.dumps({name: number[wordnet.anchor(text)] for name, text in ANCHORS.items()})
    return {**made, "hypernyms": pa.table({"above": above}, metadata={"anchors": anchors})}


def senses(wordnet: WordNet, name: str, lemma: str) -> list[Synset]:
    """Return the first few senses, or the frequent ones and those of the first few that can be seen; none that names an individual."""
    listed = wordnet.senses[name, lemma]
    tagged = sum(wordnet.counts.get((name, lemma), {}).values())
    first = [synset for i, synset in enumerate(listed[:FIRST]) if i == 0 or synset not in wordnet.persons]
    found = first if tagged < FEW else wordnet.common(name, lemma, SHARE)
    seen = [synset for synset in listed[:FIRST] if synset in wordnet.visible]
    return [synset for synset in dict.fromkeys((*found, *seen)) if synset not in wordnet.instances]


def _above(wordnet: WordNet, synset: Synset) -> set[Synset]:
    """Return hypernyms, what a verb entails, and the head of a cluster of adjectives; a synset of an adjective has no other edges."""
    found = {*wordnet.above.get(synset, ()), *wordnet.entailed.get(synset, ())}
    if synset in wordnet.satellites:
        found.update(wordnet.similar.get(synset, ()))
    return {parent for parent in found if TOO_GENERAL.isdisjoint(wordnet.lemmas[parent])}


def _all_above(wordnet: WordNet, synset: Synset) -> set[Synset]:
    found: set[Synset] = set()
    waiting = [synset]
    while waiting:
        new = _above(wordnet, waiting.pop()) - found
        found |= new
        waiting += new
    return found
