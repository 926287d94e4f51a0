"""Look up near kin: the few nouns that occur where a noun occurs. The table is `scripts/lexicon/kin.yaml`.

A class lists nouns that exclude each other, and they may belong to very different places: a pole and a glove are both gear for sports. Only
near kin replace a word that this table lists.
"""

from functools import cache, lru_cache

import pyarrow.parquet as pq

from hardneg.lexicon.tables import HERE, canonical, noun_class_table


@lru_cache(maxsize=50_000)
def near_kin(lemma: str, class_name: str) -> tuple[str, ...] | None:
    """Return nouns that can replace `lemma` in one of its classes, nearest first; None where the table has neither it nor its group."""
    table, lemma = _table(), canonical(lemma)
    own = table.get((class_name, lemma))
    if own is not None:
        return own
    members = noun_class_table()[class_name].members
    member = members.get(lemma)
    if member is None:
        return None
    mates = [other.word for other in members.values() if other.groups & member.groups]
    if not member.groups:  # a hyponym from WordNet: as its last word, if the table has that
        last = lemma.rpartition(" ")[2]
        return table.get((class_name, last), ()) if any(name == class_name for name, _ in table) else None
    known = [table[class_name, mate] for mate in mates if (class_name, mate) in table]
    return tuple(dict.fromkeys(word for near in known for word in near if word not in mates)) if known else None


@cache
def _table() -> dict[tuple[str, str], tuple[str, ...]]:
    rows = pq.ParquetFile(HERE / "kin.parquet").read().to_pylist()
    return {(row["class"], row["word"]): tuple(row["kin"]) for row in rows}
