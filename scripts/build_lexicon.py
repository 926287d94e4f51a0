"""Build `pipeline/hardneg/lexicon/*.parquet` from the YAML sources in `scripts/lexicon/` and Princeton WordNet 3.0.

    python -m scripts.build_lexicon --wordnet /usr/share/wordnet

The same inputs give the same bytes.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hardneg.lexicon.ratings import concreteness
from hardneg.lexicon.senses import CUES, NOT_EDITED
from scripts.lexicon import hypernyms, verb_frames
from scripts.lexicon.notation import Member, groups, load, members, sources_hash, words
from scripts.lexicon.wordnet import WordNet

OUT = Path(__file__).parent.parent / "pipeline" / "hardneg" / "lexicon"
MIN_CONCRETENESS = 4.0
MIN_FREQUENCY = 1
LAST = 10_000
# Adjectives of these kinds may be edited before any noun: a white horse may become a black horse.
FREE_KINDS = frozenset({"colour", "size", "age", "material", "pattern"})
OPENERS = frozenset({"at", "in", "on", "off", "the", "a", "an", "no", "to", "of", "up", "out", "one", "two", "three", "moving", "being"})
CLOSERS = frozenset({"in", "off", "on", "out", "up", "down", "over", "away", "sitting", "person", "people", "man", "woman"})
Row = dict[str, Any]


def nouns() -> tuple[list[Row], list[Row]]:
    """Return the rows of nouns.parquet and classes.parquet."""
    rows, classes = [], []
    for number, entry in enumerate(load("nouns.yaml")):
        kinds = {word: kind for kind in ("mass", "plural", "either") for word in words(entry.get(kind, ""), ",")}
        found = members(entry["members"])
        unknown = kinds.keys() - {member.word for member in found}
        if unknown:
            raise ValueError(f"{entry['name']}: {sorted(unknown)} are not among its members")
        classes.append(
            {
                "name": entry["name"],
                "number": number,
                "flags": sorted(entry.get("flags", [])),
                "pool": entry.get("pool", False),
                "replace_with": entry.get("replace_with", [entry["name"]]),
                "together": entry.get("together", []),
            }
        )
        rows += [_noun(m, entry["name"], kinds.get(m.word, "count")) for m in found]
    names = {row["name"] for row in classes}
    for row in classes:
        missing = {*row["replace_with"], *row["together"]} - names
        if missing:
            raise ValueError(f"{row['name']}: no class {sorted(missing)}")
    return rows, classes


def _noun(member: Member, name: str, number: str) -> Row:
    row: Row = {"word": member.word, "class": name, "rank": member.rank, "offered": member.offered, "groups": member.groups}
    return row | {"first": member.first, "number": number}


def wordnet_nouns(wordnet: WordNet, known: set[str]) -> list[Row]:
    """Return concrete nouns below the anchors of a class, as members that are recognised and never used as replacements."""
    anchors = [(wordnet.anchor(text), entry["name"]) for entry in load("nouns.yaml") for text in entry.get("wordnet", [])]
    blocked = set(words(load("idioms.yaml")["never_edit"]))
    rows = []
    for name, lemma in sorted(wordnet.senses):
        if name != "noun" or lemma in known or lemma in blocked or not lemma.replace(" ", "").replace("-", "").isalpha():
            continue
        first = wordnet.senses[name, lemma][0]
        above = wordnet.closure(first)
        rating = concreteness(lemma)
        if rating is None or rating < MIN_CONCRETENESS or (wordnet.frequency(lemma) < MIN_FREQUENCY and " " in lemma):
            continue
        near = [(len(above - wordnet.closure(synset)), target) for synset, target in anchors if synset in above]
        if near:
            rows.append(_noun(Member(lemma, LAST, False, [], False), min(near)[1], "count"))
    return rows


def attributes() -> list[Row]:
    """Return the rows of attributes.parquet."""
    return [
        {
            "word": m.word,
            "set": entry["name"],
            "order": order,
            "kind": entry["kind"],
            "rank": m.rank,
            "offered": m.offered,
            "groups": m.groups,
            "heads": entry.get("heads", []),
            "not_heads": entry.get("not_heads", []),
            "block": entry.get("block", False),
        }
        for order, entry in enumerate(load("adjectives.yaml"))
        for m in members(entry["members"])
    ]


def verbs() -> list[Row]:
    """Return the rows of verbs.parquet."""
    return [
        {
            "word": m.word,
            "frame": entry["name"],
            "order": order,
            "rank": m.rank,
            "offered": m.offered,
            "groups": m.groups,
            "uses": entry["uses"],
            "prepositions": entry.get("prepositions", ["any"]),
            "subjects": entry.get("subjects", []),
            "objects": entry.get("objects", []),
        }
        for order, entry in enumerate(load("verbs.yaml"))
        for m in members(entry["members"])
    ]


def idioms(noun_words: Iterable[str]) -> list[Row]:
    """Return rows of idioms.parquet: fixed units, words that are never edited, and aliases."""
    source = load("idioms.yaml")
    fixed = sorted(set(words(source["fixed"])) | {word for word in noun_words if " " in word})
    rows = [{"kind": "fixed", "word": word, "value": ""} for word in fixed]
    rows += [{"kind": "never_edit", "word": word, "value": ""} for word in sorted(words(source["never_edit"]))]
    for pair in words(source["aliases"]):
        word, value = pair.split("=")
        rows.append({"kind": "alias", "word": word, "value": value})
    return rows


def compounds(wordnet: WordNet, attribute_kinds: Mapping[str, str], nouns: set[str]) -> list[Row]:
    """Return rows of idioms.parquet for compounds that WordNet lists as one noun, with `head` where the compound is a hyponym of its head.

    Only compounds are included that contain an editable word, and are rated or occur in tagged text. An adjective of a free kind before a
    noun is an ordinary modifier (`young man`), unless the idioms file lists it.
    """
    source = load("idioms.yaml")
    free = set(words(source["free"]))
    rows = []
    for name, lemma in sorted(wordnet.senses):
        parts = lemma.split(" ")
        if name != "noun" or not 2 <= len(parts) <= 3 or lemma in free or lemma in nouns or not lemma.replace(" ", "").isalpha():
            continue
        edited = any(p in attribute_kinds or p in nouns for p in parts)
        if parts[0] in OPENERS or parts[-1] in CLOSERS or lemma in wordnet.proper or not edited:
            continue
        if attribute_kinds.get(parts[0]) in FREE_KINDS or (concreteness(lemma) is None and wordnet.frequency(lemma) < MIN_FREQUENCY):
            continue
        first = wordnet.senses[name, lemma][0]
        above = wordnet.closure(first)
        is_head = any(synset in above or synset == first for synset in wordnet.common("noun", parts[-1]))
        rows.append({"kind": "compound", "word": lemma, "value": "head" if is_head else ""})
    return rows


def related(wordnet: WordNet, vocabulary: dict[str, set[str]]) -> list[Row]:
    """Return pairs of the vocabulary that may be true of the same object, by the idioms file or by WordNet.

    WordNet relates two words if a common sense of one equals, or is a hypernym of, a common sense of the other. Adjectives are also related
    if such senses are similar. The pairs of `apart` in the idioms file are excluded.
    """
    source = load("idioms.yaml")
    pairs: dict[tuple[str, str], str] = {}
    for name, lemmas in sorted(vocabulary.items()):
        holders: dict[tuple[str, str], set[str]] = defaultdict(set)
        for lemma in lemmas:
            for synset in wordnet.common(name, lemma):
                holders[synset].add(lemma)
        for synset in sorted(holders):
            here = holders[synset]
            for pair in combinations(sorted(here), 2):
                pairs.setdefault(pair, "synonym")
            for parent in sorted(wordnet.closure(synset) | set(wordnet.similar.get(synset, []))):
                for upper in sorted(holders.get(parent, ())):
                    for lower in sorted(here - {upper}):
                        pairs.setdefault((min(upper, lower), max(upper, lower)), "hypernym" if name != "adj" else "similar")
    for group in groups(source["together"]):
        for pair in combinations(sorted(group), 2):
            pairs[pair] = "together"
    for group in groups(source["apart"]):
        for pair in combinations(sorted(group), 2):
            pairs.pop(pair, None)
    return [{"a": a, "b": b, "relation": kind} for (a, b), kind in sorted(pairs.items())]


def synonyms() -> list[Row]:
    """Return the rows of synonyms.parquet: replacements that keep a caption true, in the order of the source."""
    rows = []
    for pos, text in load("synonyms.yaml").items():
        for group in words(text):
            left, wider, right = (part.strip() for part in group.partition(">"))
            of, puts = words(left, "/"), words(right if wider else left, "/")
            pairs = [(word.lstrip("~"), put) for word in of for put in puts if not put.startswith("~") and put != word.lstrip("~")]
            rows += [{"pos": pos, "word": word, "put": put, "wider": bool(wider)} for word, put in pairs]
    return rows


def additions() -> list[Row]:
    """Return the rows of additions.parquet, one per entry of the source, in its order."""
    return [
        {
            "kind": entry["kind"],
            "heads": entry["heads"],
            "not_heads": entry.get("not_heads", []),
            "members": words(entry["members"]),
        }
        for entry in load("additions.yaml")
    ]


def slots() -> list[Row]:
    """Return the rows of slots.parquet, one per entry of the source, in its order."""
    return [
        {
            "kind": entry["kind"],
            "words": words(entry["words"], "/"),
            "admits": words(entry["admits"]),
            "not": words(entry.get("not", "")),
        }
        for entry in load("slots.yaml")
    ]


def kin(classes: Iterable[str]) -> list[Row]:
    """Return the rows of kin.parquet: each word of a class with its possible replacements."""
    known = set(classes)
    found: dict[tuple[str, str], list[str]] = {}
    for name, text in load("kin.yaml").items():
        if name not in known:
            raise ValueError(f"kin.yaml: no class {name!r}")
        for group in words(text):
            left, directed, right = (part.strip() for part in group.partition(">"))
            of = words(left, ",")
            for word in of:
                near = words(right, ",") if directed else [other for other in of if other != word]
                held = found.setdefault((name, word), [])
                held += [other for other in near if other not in held]
    return [{"class": name, "word": word, "kin": near} for (name, word), near in found.items()]


def senses(classes: Iterable[str]) -> list[Row]:
    """Return the rows of senses.parquet: the senses of each word, in the order in which their cues are searched."""
    known = {*classes, NOT_EDITED}
    rows = []
    for entry in load("senses.yaml"):
        for sense in entry["senses"]:
            if sense["class"] not in known:
                raise ValueError(f"{entry['word']}: no class {sense['class']!r}")
            cues = {sort: words(sense.get(sort, "")) for sort in CUES}
            rows.append({"word": entry["word"], "class": sense["class"], "all": sense.get("all", False), **cues})
    return rows


def write(name: str, rows: list[Row] | pa.Table) -> None:
    """Write one table, with the hash of the sources in its metadata."""
    table = pa.Table.from_pylist(rows) if isinstance(rows, list) else rows
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), "sources_sha256": sources_hash()})
    pq.write_table(table, OUT / f"{name}.parquet", compression="zstd", compression_level=19)
    print(f"{name}: {table.num_rows} rows, {(OUT / f'{name}.parquet').stat().st_size:,} bytes")


def main() -> None:
    """Build all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with data.noun, index.noun, cntlist.rev, ... of WordNet 3.0")
    wordnet = WordNet(parser.parse_args().wordnet)
    noun_rows, class_rows = nouns()
    own = {row["word"] for row in noun_rows}
    noun_rows += wordnet_nouns(wordnet, own)
    attribute_rows, verb_rows = attributes(), verbs()
    vocabulary = {
        "noun": {row["word"] for row in noun_rows},
        "adj": {row["word"] for row in attribute_rows},
        "verb": {row["word"] for row in verb_rows},
    }
    for name, rows in {"nouns": noun_rows, "classes": class_rows, "attributes": attribute_rows, "verbs": verb_rows}.items():
        write(name, rows)
    kinds = {row["word"]: row["kind"] for row in reversed(attribute_rows)}
    write("idioms", idioms(own) + compounds(wordnet, kinds, {row["word"] for row in noun_rows}))
    write("related", related(wordnet, vocabulary))
    write("synonyms", synonyms())
    write("additions", additions())
    write("slots", slots())
    write("senses", senses(row["name"] for row in class_rows))
    write("kin", kin(row["name"] for row in class_rows))
    for name, table in hypernyms.tables(wordnet).items():
        write(name, table)
    write("verb_frames", verb_frames.table(wordnet))


if __name__ == "__main__":
    main()
