"""Read the lexicon's Parquet tables as plain dictionaries, once a process."""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq

HERE = Path(__file__).parent
# tables that negatives depend on
NAMES = ("additions", "attributes", "classes", "idioms", "kin", "nouns", "related", "senses", "slots", "verbs")
SYNONYMS = "synonyms"  # table that only paraphrases depend on
WORDNET = ("noun_synsets", "verb_synsets", "adj_synsets", "hypernyms", "verb_frames")  # tables of words that the lexicon does not list


class Member(NamedTuple):
    """A `Member` is a word of a set whose words exclude each other, except those that share a group with it."""

    word: str
    offered: bool
    groups: frozenset[int]
    number: str = "count"
    first: bool = False


class NounClass(NamedTuple):
    """A `NounClass` is a set of nouns.

    `replace_with` names the classes that replacements come from; `together` those that may be true of the same thing. A pool only provides
    members for other classes.
    """

    name: str
    flags: frozenset[str]
    replace_with: tuple[str, ...]
    together: frozenset[str]
    pool: bool
    members: dict[str, Member]


class AttributeSet(NamedTuple):
    """An `AttributeSet` holds adjectives that exclude each other for the head nouns named by `heads` (empty: all) less `not_heads`."""

    name: str
    kind: str
    heads: frozenset[str]
    not_heads: frozenset[str]
    block: bool
    members: dict[str, Member]


class Addition(NamedTuple):
    """An `Addition` holds attributes of one kind that a thing named by `heads`, less `not_heads`, most likely does not have."""

    kind: str
    heads: frozenset[str]
    not_heads: frozenset[str]
    members: tuple[str, ...]


class Frame(NamedTuple):
    """A `Frame` holds verbs that exclude each other for the same subject and object. An empty set of subjects or objects admits all."""

    name: str
    uses: frozenset[str]
    prepositions: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    members: dict[str, Member]


@cache
def noun_class_table() -> dict[str, NounClass]:
    """Return the noun classes by name, in the order of the source."""
    table: dict[str, NounClass] = {}
    for row in pq.ParquetFile(HERE / "classes.parquet").read().to_pylist():
        flags, together = frozenset(row["flags"]), frozenset(row["together"])
        table[row["name"]] = NounClass(row["name"], flags, tuple(row["replace_with"]), together, row["pool"], {})
    for row in pq.ParquetFile(HERE / "nouns.parquet").read().to_pylist():
        member = Member(row["word"], row["offered"], frozenset(row["groups"]), row["number"], row["first"])
        table[row["class"]].members[row["word"]] = member
    return table


@cache
def attribute_sets() -> tuple[AttributeSet, ...]:
    """Return the sets of attributes, in the order of the source."""
    table: dict[str, AttributeSet] = {}
    for row in pq.ParquetFile(HERE / "attributes.parquet").read().to_pylist():
        heads, not_heads = frozenset(row["heads"]), frozenset(row["not_heads"])
        entry = table.setdefault(row["set"], AttributeSet(row["set"], row["kind"], heads, not_heads, row["block"], {}))
        entry.members[row["word"]] = Member(row["word"], row["offered"], frozenset(row["groups"]))
    return tuple(table.values())


@cache
def additions() -> tuple[Addition, ...]:
    """Return the attributes that can be added to nouns, in the order of the source."""
    rows = pq.ParquetFile(HERE / "additions.parquet").read().to_pylist()
    return tuple(Addition(row["kind"], frozenset(row["heads"]), frozenset(row["not_heads"]), tuple(row["members"])) for row in rows)


@cache
def frames() -> tuple[Frame, ...]:
    """Return the frames of verbs, in the order of the source."""
    table: dict[str, Frame] = {}
    for row in pq.ParquetFile(HERE / "verbs.parquet").read().to_pylist():
        uses, prepositions = frozenset(row["uses"]), frozenset(row["prepositions"])
        subjects, objects = frozenset(row["subjects"]), frozenset(row["objects"])
        entry = table.setdefault(row["frame"], Frame(row["frame"], uses, prepositions, subjects, objects, {}))
        entry.members[row["word"]] = Member(row["word"], row["offered"], frozenset(row["groups"]))
    return tuple(table.values())


@cache
def related_pairs() -> frozenset[tuple[str, str]]:
    """Return pairs (a, b), a < b, that may be true of the same thing."""
    table = pq.ParquetFile(HERE / "related.parquet").read(columns=["a", "b"])
    return frozenset(zip(table["a"].to_pylist(), table["b"].to_pylist(), strict=True))


@cache
def idiom_words(kind: str) -> dict[str, str]:
    """Return the words of one kind (fixed, never_edit, alias); the value is the word that an alias represents."""
    table = pq.ParquetFile(HERE / "idioms.parquet").read()
    return {row["word"]: row["value"] for row in table.to_pylist() if row["kind"] == kind}


@cache
def synonym_pairs() -> dict[tuple[str, str], tuple[tuple[str, bool], ...]]:
    """Return the synonyms and hypernyms of each (part of speech, word), and whether each is a hypernym, in the order of the source."""
    table: dict[tuple[str, str], tuple[tuple[str, bool], ...]] = {}
    for row in pq.ParquetFile(HERE / f"{SYNONYMS}.parquet").read().to_pylist():
        key = row["pos"], row["word"]
        table[key] = (*table.get(key, ()), (row["put"], row["wider"]))
    return table


def canonical(word: str) -> str:
    """Return the lexicon's word for a misspelling, a British spelling, or a wrong singular of spaCy's lemmatizer ("scissor")."""
    word = word.lower()
    return idiom_words("alias").get(word, word)


@cache
def fingerprint(names: tuple[str, ...] = NAMES) -> str:
    """Return the SHA-256 over tables, by default those that negatives depend on."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (HERE / f"{name}.parquet").read_bytes())
    return digest.hexdigest()
