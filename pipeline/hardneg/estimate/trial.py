"""Run a sample in a folder of its own, by the command that a user would give, and measure it.

The drawn records are published as the parts of an input that was cut already, so images are found where the real input has them.
"""

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from json import loads
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from fsspec.core import url_to_fs

from hardneg.captions.cut import SourceRecord, table_of
from hardneg.captions.ingest import write_cut
from hardneg.captions.input_parts import publish
from hardneg.config import dump
from hardneg.engine import parts, storage
from hardneg.engine.order import SHARDS, folders
from hardneg.errors import StageError, UserError
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut, Done

SETTINGS = ("run.progress=none", "run.max_reject_rate=1.0")
"""Config of the run of the sample that differs: it prints nothing, and few captions do not show what share of all is rejected."""


NO_FOLDER = "the nodes of a cluster must reach the folder of the sample's run: name a folder or URL that they all reach by --at"


class StageBytes(NamedTuple):
    """Hold the bytes of a stage: those that each part takes whatever its number of rows, and those of the rows of all parts."""

    part: float
    rows: int


class Trial(NamedTuple):
    """Hold what the run of a sample took.

    Attributes:
        captions: Number of captions.
        parts: Number of parts that they were run in.
        seconds: Time from the start of the command to its end, report included.
        ending: Time of it after the last part: packing, and the report.
        dones: The done markers of each stage, by the folder of the stage.
        bytes: The bytes of each stage, by its folder.
        shards: The bytes of the shards.
        other: The bytes of all other files, whose size hardly depends on the number of captions.
    """

    captions: int
    parts: int
    seconds: float
    ending: float
    dones: dict[str, list[Done]]
    bytes: dict[str, StageBytes]
    shards: StageBytes
    other: int


@contextmanager
def work_folder(at: str | None) -> Iterator[str]:
    """Yield a folder for the run of a sample: in the folder or URL `at`, else on this machine. It is removed at the end.

    Raises:
        UserError: Workers are on a cluster, and no folder was named.
    """
    if at is None:
        if os.environ.get("RAY_ADDRESS"):
            raise UserError(NO_FOLDER)
        with tempfile.TemporaryDirectory(prefix="hardneg-estimate-") as folder:
            yield folder
        return
    folder = storage.join(at, f"hardneg-estimate-{uuid.uuid4().hex[:12]}")
    try:
        yield folder
    finally:
        storage.remove(folder)


def run_sample(records: Sequence[SourceRecord], input: str, config: Config, most: int, folder: str) -> Trial:
    """Run `records` in `folder`, in `most` parts, or as many as there are records for.

    Raises:
        UserError: The run ends with one, such as a server that does not answer.
        StageError: A stage cannot work.
    """
    out = storage.join(folder, "run")
    size = -(-len(records) // most)
    some = [records[start : start + size] for start in range(0, len(records), size)]
    for number, each in enumerate(some):
        publish(out, number, table_of(each))
    write_cut(out, Cut(input=input, fingerprint="sample", parts=len(some)))
    with tempfile.TemporaryDirectory(prefix="hardneg-estimate-") as here:
        file, log = Path(here, "config.yaml"), Path(here, "events.jsonl")
        file.write_text(dump(config), encoding="utf-8")
        began, clock = time.time(), time.perf_counter()
        _run(out, str(file), str(log))
        seconds = time.perf_counter() - clock
        ending = began + seconds - _last_part(log)
    return _measured(out, config, len(records), len(some), seconds, ending)


def _run(out: str, config: str, log: str) -> None:
    sets = [word for each in (*SETTINGS, f"run.log={log}") for word in ("--set", each)]
    command = [sys.executable, "-m", "hardneg", "run", out, "--config", config, *sets]
    path = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path})
    if done.returncode == 0:
        return
    lines = done.stderr.strip().splitlines() or [f"the run of the sample ended with exit code {done.returncode}"]
    said = [at for at, line in enumerate(lines) if line.startswith("hardneg: ")]
    if not said:
        raise StageError(f"the run of the sample failed: {lines[-1]}", lines[:-1])
    message = lines[said[0]].removeprefix("hardneg: ")
    raise UserError(message) if done.returncode == 2 else StageError(message, [line.strip() for line in lines[said[0] + 1 :]])


def _last_part(log: Path) -> float:
    """Return when the last part was done, in seconds since 1970."""
    events = [loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return max(datetime.fromisoformat(each["time"]).timestamp() for each in events if each["event"] == "part")


def _measured(out: str, config: Config, captions: int, count: int, seconds: float, ending: float) -> Trial:
    sizes = _sizes(out)
    found = {folder: _bytes(out, folder, sizes, count) for folder in (*folders(config), SHARDS)}
    other = sum(sizes.values()) - round(sum(each.part * count + each.rows for each in found.values()))
    shards = found.pop(SHARDS)
    dones = {folder: [done for done in parts.read_dones(out, folder, count) if done is not None] for folder in found}
    return Trial(captions, count, seconds, ending, dones, found, shards, other)


def _bytes(out: str, folder: str, sizes: Mapping[str, int], count: int) -> StageBytes:
    """Return the bytes of parts or shards in a folder."""
    total = rows = 0
    for name, size in sizes.items():
        inside = name.removeprefix(f"{folder}/")
        if inside == name or not (folder != SHARDS or inside.endswith(".parquet") or "/" in inside):
            continue
        total += size
        if name.endswith(".parquet"):
            rows += min(size, bytes_of_rows(storage.read_parquet(storage.read(storage.join(out, name)))))
        elif "/" in inside:
            rows += size
    return StageBytes((total - rows) / count, rows)


def bytes_of_rows(table: pa.Table) -> int:
    """Return the bytes that the rows of a table take in Parquet, without what the file and each column take whatever the number of rows.

    Half of the rows are written again: the other half took the difference.
    """
    half = len(table) // 2
    if not half:
        return 0
    whole, first = (len(storage.parquet(each)) for each in (table, table.slice(0, half)))
    return max(0, round((whole - first) / (len(table) - half) * len(table)))


def _sizes(out: str) -> dict[str, int]:
    """Return the bytes of all files under a folder, by their paths in it."""
    files, root = url_to_fs(out)
    files.invalidate_cache()
    listed: dict[str, Any] = files.find(root, detail=True)
    return {path.removeprefix(root).lstrip("/"): int(info["size"]) for path, info in listed.items()}
