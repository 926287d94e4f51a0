"""Compare what the LLM wrote with what the lexicon offered, by family: counts of the done markers of `rewrite`, and kept replacements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from hardneg.report.inspection import batches
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Done

COLUMNS = ("family", "generator", "edits")
REPLACEMENTS_OF = 50_000
"""Rows of the shards whose replacements are counted."""
LLM, LEXICON = "llm", "lexicon"
_ARTICLES = ("a", "an", "the")

Replacements = Mapping[tuple[str, str], Counter[str]]
"""The number of negatives with each replacement, by family and source."""


class WriterFacts(NamedTuple):
    """Count the proposals of one source in one family. The first four and `outside` are None for the lexicon, which is asked nothing.

    Attributes:
        family: The family.
        source: `llm` or `lexicon`; the latter includes exchanges by rules.
        asked: Items that the requests asked for.
        well_formed: Items that were answered in the form that was asked for.
        proposed: Texts in those items.
        one_change: Texts that are one declared change of the family.
        checked: Proposals that passed all checks.
        chosen: Proposals that were selected.
        outside: Selected replacements that the lexicon would not offer.
        distinct: Different replacements in the shards, of the first `REPLACEMENTS_OF` rows.
    """

    family: str
    source: str
    asked: int | None
    well_formed: int | None
    proposed: int | None
    one_change: int | None
    checked: int
    chosen: int
    outside: int | None
    distinct: int


class Tokens(NamedTuple):
    """Hold the tokens that the LLM read and wrote."""

    read: int
    written: int


def usage_of(dones: Iterable[Done]) -> dict[str, int]:
    """Return the sum of the counts of all parts."""
    total: Counter[str] = Counter()
    for done in dones:
        total.update(done.usage)
    return dict(total)


def tokens_of(usage: Mapping[str, int]) -> Tokens:
    """Return the tokens of all requests and scores."""
    return Tokens(usage.get("llm_tokens_in", 0), usage.get("llm_tokens_out", 0))


def writers_of(usage: Mapping[str, int], replacements: Replacements) -> list[WriterFacts]:
    """Return the counts of each family and source that proposed anything, families in the order of their enum."""
    facts = (_facts(usage, replacements, family.value, source) for family in Family for source in (LLM, LEXICON))
    return [each for each in facts if each.asked or each.checked or each.distinct]


def replacements_in(files: Sequence[str]) -> Replacements:
    """Return the replacements of the first `REPLACEMENTS_OF` rows of shards."""
    return replacements_of(_rows(files))


def replacements_of(negatives: Iterable[Mapping[str, Any]]) -> Replacements:
    """Count the replacements of negatives, which have the columns `COLUMNS`."""
    found: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in negatives:
        found[each["family"], source_of(each["generator"]["method"])][replacement(each["edits"])] += 1
    return found


def source_of(method: str) -> str:
    """Return the source of the negatives that a generator's method names."""
    return LLM if method == "llm" else LEXICON


def replacement(edits: Sequence[Mapping[str, Any]]) -> str:
    """Return the words that edits insert, without articles; of edits that only delete, the deleted words after a minus sign."""
    inserted, deleted = (_words(edits, side) for side in ("new", "old"))
    return " ".join(inserted) if inserted else " ".join(["-", *deleted])


def _words(edits: Sequence[Mapping[str, Any]], side: str) -> list[str]:
    """Return the words of one side of each edit that its other side does not have."""
    other = "old" if side == "new" else "new"
    pairs = ((each[side].lower().split(), each[other].lower().split()) for each in edits)
    return [word for words, others in pairs for word in words if word not in others and word not in _ARTICLES]


def _facts(usage: Mapping[str, int], replacements: Replacements, family: str, source: str) -> WriterFacts:
    asked, well_formed, proposed, one_change = (
        usage.get(f"write_{name}_{family}", 0) if source == LLM else None for name in ("asked", "well_formed", "proposed", "one_change")
    )
    checked, chosen = (usage.get(f"{name}_{source}_{family}", 0) for name in ("checked", "chosen"))
    outside = usage.get(f"chosen_outside_{family}", 0) if source == LLM else None
    distinct = len(replacements.get((family, source), ()))
    return WriterFacts(family, source, asked, well_formed, proposed, one_change, checked, chosen, outside, distinct)


def _rows(files: Sequence[str]) -> Iterator[dict[str, Any]]:
    left = REPLACEMENTS_OF
    for file in files:
        for batch in batches(file, COLUMNS):
            yield from batch.slice(0, left).to_pylist()
            left -= batch.num_rows
            if left <= 0:
                return
