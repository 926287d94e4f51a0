"""What `hardneg quality` does: reads the sets, measures them, writes the JSON and prints the tables."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from rich.console import Console

from pipeline import __version__, parts, storage
from pipeline.inspection import find_shards
from pipeline.quality.measure import Report, measure
from pipeline.quality.pairs import read_baseline, read_shards
from pipeline.quality.tables import tables

DIGITS = 4


def report(out: str, baselines: Sequence[str], json_file: str | None, most: int, seed: int) -> list[Report]:
    """Measure the run `out` and each baseline; print tables, write the figures.

    Raises:
        UserError: There are no shards, a baseline cannot be read, or there are too few pairs.
    """
    sets = {PurePosixPath(out.rstrip("/")).name or out: read_shards(find_shards(out), most, seed)}
    sets |= {PurePosixPath(named).name: read_baseline(named, most, seed) for named in baselines}
    reports = [measure(name, pairs, seed, None) for name, pairs in sets.items()]
    target = json_file or storage.join(out, "quality.json")
    parts.write_record(target, {"hardneg": __version__, "seed": seed, "sets": [_plain(each) for each in reports]})
    console = Console(highlight=False)
    for table in tables(reports):
        console.print(table)
    console.print(f"figures: {target}")
    return reports


def _plain(value: Any) -> Any:
    """NamedTuples as objects, numbers rounded."""
    if hasattr(value, "_asdict"):
        return {name: _plain(each) for name, each in value._asdict().items()}
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return round(value, DIGITS) if isinstance(value, float) else value
