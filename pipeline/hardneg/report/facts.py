"""Compute the figures of a run from its done markers, its manifest, and a few columns of its shards."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from hardneg.engine import parts, storage
from hardneg.engine.order import command, folders, to_run
from hardneg.errors import UserError
from hardneg.report.inspection import batches
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import Done, Manifest
from hardneg.schemas.reasons import ImageReason
from hardneg.schemas.rows import ShardRow
from hardneg.wording import amount

COLUMNS = ("caption_id", "family", "lm_gap", "p_valid", "judged_by", "image_model", "image_reason", "edit_token")
CLIP_READS = 75
"""Index of the last token of a text that CLIP reads: its first and last of 77 tokens are start and end."""
WORDS_OF = 50_000
"""Rows whose edits are counted; more would hardly change the table of words."""
MOST_WORDS = 16
_PUNCTUATION = ".,;:!?\"'()"


class RejectFacts(NamedTuple):
    """Hold how much one stage rejected for one reason, with the texts of the first reject and its detail."""

    stage: str
    reason: str
    captions: int
    negatives: int
    caption: str
    negative: str
    detail: str


class FamilyFacts(NamedTuple):
    """Hold the figures of the rows of one family.

    Attributes:
        judged: Rows that a matcher judged, also by its score alone where it has no calibration.
        calibrated: Rows of these that have a p_valid.
        still_true: Expected number of calibrated rows that are still true: the sum of 1 - p_valid.
        caption_likelier: Share of scored rows whose caption the LLM finds likelier than the negative; a tie counts as half.
        wanted: Negatives of which an image was wanted and that had a source image if one is needed.
        drawn: Negatives of which an image was generated and accepted.
        beyond: Negatives that differ from their caption only in tokens that CLIP does not read.
    """

    family: str
    rows: int
    captions: int
    judged: int
    calibrated: int
    still_true: float
    caption_likelier: float | None
    wanted: int
    drawn: int
    beyond: int

    @property
    def expected_true(self) -> float | None:
        """Return the share of the calibrated rows that is expected to be still true, or None if there are none."""
        return self.still_true / self.calibrated if self.calibrated else None


class Word(NamedTuple):
    """Count how often edits insert a word, and how often they delete it."""

    word: str
    inserted: int
    deleted: int


def dones_of(out: str, manifest: Manifest) -> dict[str, list[Done]]:
    """Return the done markers by folder.

    Raises:
        UserError: A stage is not finished.
    """
    found = {}
    for folder in folders(manifest.config)[1:]:
        there = [done for done in parts.read_dones(out, folder, manifest.parts) if done is not None]
        if len(there) < manifest.parts:
            stage = command(folder)
            raise UserError(f"{out}: {len(there)} of {amount(manifest.parts, 'part')} of {stage} made; run `{to_run(folder, out)}` first")
        found[folder] = there
    return found


def rejects_of(out: str, dones: Mapping[str, Sequence[Done]]) -> list[RejectFacts]:
    """Return what was rejected, by stage and reason, in the order of the stages."""
    found = []
    for folder, some in dones.items():
        examples: dict[str, dict[str, Any]] = {}
        for done in some:
            if any(reason not in examples for reason in (*done.rejected, *done.negatives.rejected)):
                for row in _rejects(out, folder, done.part):
                    examples.setdefault(row["reason"], row)
        for reason, numbers in sorted(parts.stopped(some).items(), key=lambda item: (-sum(item[1]), item[0])):
            row = examples.get(reason, {})
            texts = (row.get(name) or "" for name in ("caption", "negative", "detail"))
            found.append(RejectFacts(command(folder), reason, *numbers, *texts))
    return found


def families_of(files: Sequence[str]) -> tuple[list[FamilyFacts], int]:
    """Return the figures of the families in the order of their enum, and the number of captions."""
    totals: dict[str, Counter[str]] = {}
    captions = 0
    for file in files:  # all negatives of a caption are in one shard
        table = pa.Table.from_batches(batches(file, COLUMNS), pa.schema([arrow_schema(ShardRow).field(name) for name in COLUMNS]))
        captions += len(pc.unique(table["caption_id"]))
        for family in pc.unique(table["family"]).to_pylist():
            totals.setdefault(family, Counter()).update(_counted(table.filter(pc.equal(table["family"], family))))
    return [_facts(family, totals[family]) for family in Family if family in totals], captions


def words_of(files: Sequence[str]) -> tuple[list[Word], list[Word]]:
    """Return the words that edits change most often, and the most unbalanced ones.

    A word is unbalanced by the difference of its insertions and deletions, divided by the standard deviation of that difference.
    """
    inserted: Counter[str] = Counter()
    deleted: Counter[str] = Counter()
    for edits in _edits(files):
        for edit in edits:
            new, old = (Counter(_words(edit[side])) for side in ("new", "old"))
            inserted.update(new - old)
            deleted.update(old - new)
    words = [Word(word, inserted[word], deleted[word]) for word in sorted({*inserted, *deleted})]
    frequent = sorted(words, key=lambda each: -(each.inserted + each.deleted))[:MOST_WORDS]
    unbalanced = sorted(words, key=lambda each: -abs(each.inserted - each.deleted) / (each.inserted + each.deleted) ** 0.5)[:MOST_WORDS]
    return frequent, unbalanced


def _edits(files: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    left = WORDS_OF
    for file in files:
        for batch in batches(file, ("edits",)):
            yield from batch.column(0).slice(0, left).to_pylist()
            left -= batch.num_rows
            if left <= 0:
                return


def _words(text: str) -> list[str]:
    return [word for each in text.lower().split() if (word := each.strip(_PUNCTUATION))]


def _counted(rows: pa.Table) -> dict[str, float]:
    gap, valid = rows["lm_gap"], rows["p_valid"]
    scored = pc.drop_null(gap)
    likelier = pc.sum(pc.greater(scored, 0)).as_py() or 0
    ties = pc.sum(pc.equal(scored, 0)).as_py() or 0
    sourceless = pc.fill_null(pc.equal(rows["image_reason"], ImageReason.SOURCE_MISSING.value), False)
    wanted = pc.and_(pc.is_valid(rows["image_model"]), pc.invert(sourceless))
    return {
        "rows": rows.num_rows,
        "captions": len(pc.unique(rows["caption_id"])),
        "judged": len(rows) - rows["judged_by"].null_count,
        "calibrated": len(valid) - valid.null_count,
        "valid": pc.sum(valid).as_py() or 0.0,
        "scored": len(scored),
        "likelier": likelier + ties / 2,
        "wanted": pc.sum(wanted).as_py() or 0,
        "beyond": pc.sum(pc.greater(rows["edit_token"], CLIP_READS)).as_py() or 0,
        "drawn": pc.sum(pc.and_(wanted, pc.is_null(rows["image_reason"]))).as_py() or 0,
    }


def _facts(family: str, counts: Counter[str]) -> FamilyFacts:
    calibrated, scored = int(counts["calibrated"]), counts["scored"]
    return FamilyFacts(
        family,
        counts["rows"],
        counts["captions"],
        int(counts["judged"]),
        calibrated,
        calibrated - counts["valid"],
        counts["likelier"] / scored if scored else None,
        counts["wanted"],
        counts["drawn"],
        counts["beyond"],
    )


def _rejects(out: str, folder: str, part: int) -> list[dict[str, Any]]:
    path = parts.rejects_path(out, folder, part)
    if not storage.exists(path):
        return []
    rows: list[dict[str, Any]] = storage.read_parquet(storage.read(path), ["reason", "detail", "caption", "negative"]).to_pylist()
    return rows
