"""Print what is in a run: counts by family, rejects by reason, and samples with the edit marked."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.engine.order import folders
from hardneg.engine.parts import read_dones, stopped
from hardneg.errors.printable import printable
from hardneg.grammar.splice import Edit, stretches
from hardneg.schemas.family import Family
from hardneg.shards.files import find_shards, opened
from hardneg.shards.versions import check, with_columns
from hardneg.wording import amount

COLUMNS = [
    *("id", "caption_id", "caption", "negative", "family", "edits", "n_edits", "lm_gap"),
    *("positive_kinds", "positive_edits", "image_model", "image_reason"),
]
COUNTED = ["caption_id", "family", "edits", "lm_gap", "image_model", "image_reason"]


class FamilyCounts:
    """Hold the counts of one family."""

    def __init__(self) -> None:
        self.negatives = 0
        self.captions = 0
        self.gaps = 0
        self.gap_sum = 0.0
        self.wanted = self.drawn = 0
        self.replacements: set[str] = set()

    @property
    def mean_gap(self) -> float | None:
        """Return the mean of `lm_gap` over the negatives that have one, in nats."""
        return self.gap_sum / self.gaps if self.gaps else None


def show(out: str, family: str | None, n: int) -> None:
    """Print the counts, the rejects of a run, and `n` negatives of a run, a folder of shards, or one shard.

    Raises:
        UserError: There are no shards.
    """
    files = find_shards(out)
    console = Console(highlight=False)
    counts, captions = count(files)
    console.print(_families(counts, captions))
    rejects = rejected(out)
    if rejects:
        console.print(_rejects(rejects))
    wanted = [family] if family else [str(known) for known in Family]
    for row in sample(files, {name: counts[name].negatives for name in wanted if name in counts}, n):
        times = f" x{row['n_edits']}" if row["n_edits"] > 1 else ""
        shown = Text(f"{printable(row['family']) + times:<15} ", style="bold") + marked(row["caption"], row["edits"], console.is_terminal)
        console.print(shown, soft_wrap=True)
        for kind, edits in zip(row["positive_kinds"], row["positive_edits"], strict=True):
            console.print(Text(f"  still true    {printable(kind)}: ") + marked(row["caption"], edits, console.is_terminal), soft_wrap=True)


def count(files: Sequence[str]) -> tuple[dict[str, FamilyCounts], int]:
    """Return the counts of each family, and the number of captions."""
    counts: defaultdict[str, FamilyCounts] = defaultdict(FamilyCounts)
    captions = 0
    for file in files:  # all negatives of a caption are in one shard
        named = list[pa.Table]()
        for batch in batches(file, COUNTED):
            rows = pa.Table.from_batches([batch])
            _add(rows, counts)
            named.append(rows.group_by(["family", "caption_id"]).aggregate([]))
        if not named:
            continue
        having = pa.concat_tables(named).group_by(["family", "caption_id"]).aggregate([])
        captions += pc.count_distinct(having["caption_id"]).as_py()
        for each in pc.value_counts(having["family"]).to_pylist():
            counts[each["values"]].captions += each["counts"]
    return dict(counts), captions


def _add(rows: pa.Table, counts: Mapping[str, FamilyCounts]) -> None:
    """Add the rows of a batch to all counts but those of captions."""
    edits = rows["edits"].combine_chunks()
    places = pa.array(np.append(0, np.cumsum(pc.list_value_length(edits))), pa.int32())
    new = pc.binary_join(pa.ListArray.from_arrays(places, pc.struct_field(edits.flatten(), "new")), " ... ")
    wanted = rows["image_model"].is_valid()
    drawn = pc.and_(wanted, rows["image_reason"].is_null())
    found = pa.table({"family": rows["family"], "lm_gap": rows["lm_gap"], "new": new, "wanted": wanted, "drawn": drawn})
    sums = [("new", "distinct"), ("new", "count"), ("lm_gap", "count"), ("lm_gap", "sum"), ("wanted", "sum"), ("drawn", "sum")]
    for each in found.group_by("family").aggregate(sums).to_pylist():
        of = counts[each["family"]]
        of.negatives += each["new_count"]
        of.replacements.update(each["new_distinct"])
        of.gaps += each["lm_gap_count"]
        of.gap_sum += each["lm_gap_sum"] or 0.0
        of.wanted += each["wanted_sum"]
        of.drawn += each["drawn_sum"]


def sample(files: Sequence[str], available: dict[str, int], n: int) -> Iterator[dict[str, Any]]:
    """Yield `n` rows in equal shares of the families in `available` (their sizes), equally spaced over their rows.

    The choice is deterministic. Other columns than the family are read of those row groups only that hold a chosen row.
    """
    shares = equal_shares(available, n)
    places = {family: [i * available[family] // share for i in range(share)] for family, share in shares.items()}
    picked: dict[str, list[dict[str, Any]]] = {family: [] for family in shares}
    seen: Counter[str] = Counter()
    for file in files:
        chosen: list[int] = []
        start = 0
        for batch in batches(file, ["family"]):
            for family in shares:
                here = np.flatnonzero(np.asarray(pc.equal(batch["family"], family)))
                chosen += [start + int(here[at - seen[family]]) for at in places[family] if 0 <= at - seen[family] < len(here)]
                seen[family] += len(here)
            start += batch.num_rows
        for row in _rows_at(file, sorted(chosen)):
            picked[row["family"]].append(row)
    for rows in picked.values():
        yield from rows


def rejected(out: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the counts of rejected captions and negatives by (stage, reason); empty if `out` is not a run."""
    manifest = read_manifest(out) if storage.exists(storage.join(out, "manifest.json")) else None
    if manifest is None:
        return {}
    return {
        (stage, reason): numbers
        for stage in folders(manifest.config)[1:]
        for reason, numbers in stopped([done for done in read_dones(out, stage, manifest.parts) if done is not None]).items()
    }


def marked(caption: str, edits: Sequence[dict[str, Any]], terminal: bool) -> Text:
    """Return the caption with deletions struck out in red and insertions in green, or as [old -> new] without colours.

    Control characters are shown as escapes, since shards may be of others.
    """
    text = Text()
    for kept, edit in stretches(caption, [Edit(**edit) for edit in edits]):
        text.append(printable(kept))
        if edit is None:
            continue
        if terminal:
            text.append(printable(edit.old), "red strike").append(" " if edit.old and edit.new else "")
            text.append(printable(edit.new), "green bold")
        else:
            text.append(printable("[" + " ".join(part for part in (edit.old.strip(), "->", edit.new.strip()) if part) + "]"))
    return text


def batches(file: str, columns: Sequence[str], size: int = 65_536) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a shard, `size` at a time. Columns that older shards lack are null, or have their default.

    Raises:
        UserError: The file cannot be read, or is no shard.
    """
    with opened(file) as parquet:
        check(parquet.schema_arrow, file, columns)
        for batch in parquet.iter_batches(size, columns=list(columns), use_threads=False):
            yield with_columns(batch, columns)


def _rows_at(file: str, chosen: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a shard at these ascending indices."""
    with opened(file) as parquet:
        check(parquet.schema_arrow, file, COLUMNS)
        start = 0
        for number in range(parquet.num_row_groups):
            end = start + parquet.metadata.row_group(number).num_rows
            if here := [index - start for index in chosen if start <= index < end]:
                rows = with_columns(parquet.read_row_group(number, columns=COLUMNS, use_threads=False), COLUMNS)
                yield from rows.take(here).to_pylist()
            start = end


def equal_shares(available: dict[str, int], n: int) -> dict[str, int]:
    """Distribute `n` one at a time over the families that still have rows."""
    shares = dict.fromkeys(available, 0)
    left = min(n, sum(available.values()))
    while left:
        for family, size in available.items():
            if left and shares[family] < size:
                shares[family] += 1
                left -= 1
    return {family: share for family, share in shares.items() if share}


def _families(counts: dict[str, FamilyCounts], captions: int) -> Table:
    negatives = sum(of.negatives for of in counts.values())
    table = Table(title=f"{amount(negatives, 'negative')} of {amount(captions, 'caption')}", title_justify="left")
    table.add_column("family")
    drawing = any(of.wanted for of in counts.values())
    for name in ("kept", "of captions", "mean lm_gap", "distinct replacements", *(["drawn"] if drawing else [])):
        table.add_column(name, justify="right")
    for family in Family:
        if family not in counts:
            continue
        of = counts[family]
        gap = "" if of.mean_gap is None else f"{of.mean_gap:.2f}"
        drawn = [f"{of.drawn / max(1, of.wanted):.1%}"] if drawing else []
        table.add_row(family, f"{of.negatives:,}", f"{of.captions / captions:.1%}", gap, f"{len(of.replacements):,}", *drawn)
    return table


def _rejects(rejects: dict[tuple[str, str], tuple[int, int]]) -> Table:
    table = Table(title="rejected", title_justify="left")
    table.add_column("stage")
    table.add_column("reason")
    for name in ("captions", "negatives"):
        table.add_column(name, justify="right")
    for (stage, reason), (captions, negatives) in rejects.items():
        table.add_row(stage, escape(printable(reason)), f"{captions:,}", f"{negatives:,}")
    return table
