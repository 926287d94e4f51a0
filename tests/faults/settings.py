"""Define the runs that are disturbed, and make the undisturbed run of each, which the others must equal."""

import hashlib
import io
import json
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow.parquet as pq
from faults.moments import POLL_S, published
from faults.processes import ROOT, Run, new_mark

SAMPLE = ROOT / "examples" / "captions.jsonl"
RULES = (
    "rewrite.writer=lexicon",
    "rewrite.chunk_size=4",
    "rewrite.balance.text_model=null",
    "filter.match.text_model=null",
    "run.progress=lines",
)

DIFFER = ("seconds", "setup_seconds", "cpu_seconds", "attempts", "check")
"""Fields in which the done markers of two equal runs differ."""


class Setting(NamedTuple):
    """A setting is a config of a small run: how many captions, and which values differ from the defaults."""

    name: str
    captions: int
    sets: tuple[str, ...]

    def options(self, out: str, captions: Path, *extra: str) -> list[str]:
        """Return the words of the command line; later values of a key win."""
        return ["run", out, "--input", str(captions), *(word for each in (*self.sets, *extra) for word in ("--set", each))]


ONE = Setting("one worker", 16, RULES)
POOLS = Setting("pools", 18, (*RULES, "part_size=6"))
LLM = Setting("LLM", 8, ("rewrite.writer=choice", "rewrite.llm.model=smollm2-135m-instruct", *RULES[1:]))


class Reference(NamedTuple):
    """Hold an undisturbed run: the content of its files by path, when they were published, and the ids of its rows."""

    out: Path
    captions: Path
    files: Mapping[str, str]
    timeline: list[float]
    rows: Counter[str]


def write_captions(setting: Setting, folder: Path) -> Path:
    """Write the first captions of the examples, as many as the setting has, and return the file."""
    path = folder / f"captions-{setting.captions}.jsonl"
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[: setting.captions]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def refer(setting: Setting, folder: Path) -> Reference:
    """Make the undisturbed run of a setting in `folder`, and note when each file is published.

    Raises:
        RuntimeError: The run fails, so that nothing could be compared with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    captions = write_captions(setting, folder)
    out = folder / "out"
    began = time.monotonic()
    run = Run(["-m", "hardneg", *setting.options(str(out), captions)], folder / "log", new_mark())
    timeline: list[float] = []
    while not run.ended():
        timeline += [time.monotonic() - began] * (len(published(out)) - len(timeline))
        time.sleep(POLL_S)
    if run.wait():
        raise RuntimeError(f"the undisturbed run of the setting {setting.name} failed: {run.said()}")
    return Reference(out, captions, contents(files_of(out)), [*timeline, time.monotonic() - began], rows_of(files_of(out)))


def files_of(out: Path) -> dict[str, bytes]:
    """Return all files under `out` by path, also hidden ones."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def contents(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return what must be equal of each file: its SHA-256. Done markers lose their seconds and attempts; the report must be there."""
    found = {}
    for name, data in files.items():
        if name.startswith("report/"):
            found[name] = ""
        elif name.endswith(".done.json"):
            found[name] = json.dumps({key: value for key, value in _json(data).items() if key not in DIFFER}, sort_keys=True)
        else:
            found[name] = hashlib.sha256(data).hexdigest()
    return found


def rows_of(files: Mapping[str, bytes]) -> Counter[str]:
    """Count the ids of the rows of the shards."""
    ids: Counter[str] = Counter()
    for name, data in files.items():
        if name.startswith("shards/") and name.endswith(".parquet"):
            ids.update(pq.ParquetFile(io.BytesIO(data)).read(columns=["id"])["id"].to_pylist())
    return ids


def _json(data: bytes) -> dict[str, object]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
