"""Measure captions per second of the parse stage, with Ray and storage, and compare them with raw `nlp.pipe`.

Both sides parse the same captions with the same components on the same number of cores. Raw spaCy runs in one process per worker of the
stage, at the niceness of Ray's workers (15). Half of its captions are parsed before the stage and half after it, because the speed of a
shared machine drifts. Two ratios are printed. The first includes imports and loading on both sides; Ray's own start is reported separately.
The second compares the time after everything was loaded.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import pyarrow as pa
from rich.console import Console

from hardneg.captions.stage import CaptionsStage
from hardneg.engine.cluster import ray_session
from hardneg.engine.parts import Counts, publish, read_dones
from hardneg.engine.progress import Progress
from hardneg.engine.stage import Outcome
from hardneg.parse.stage import make
from hardneg.runner import run_stages
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config, ParseConfig
from hardneg.schemas.manifest import Done, Negatives
from hardneg.schemas.rows import CaptionRow, Reject

WORKER_NICENESS = "15"
RAW = """
import time
began = time.perf_counter()
import json, sys
from hardneg.parse.model import load
captions = json.load(open(sys.argv[1]))
nlp = load("en_core_web_sm")
loaded = time.perf_counter()
for doc in nlp.pipe(captions, batch_size=256):
    pass
print(loaded - began, time.perf_counter() - loaded)
"""


def captions(file: str, count: int) -> list[str]:
    """Return `count` captions, by repeating those of a JSON lines file."""
    with Path(file).open(encoding="utf-8") as lines:
        known = [str(json.loads(line)["caption"]).strip() for line in lines]
    return list(islice(cycle([caption for caption in known if len(caption) > 10]), count))


def parsed(file: str, count: int, config: Config) -> pa.Table:
    """Return `captions` as rows of the parse stage."""
    rows = [
        {"id": f"{i:020x}", "caption": text, "source": {"input": "benchmark", "key": str(i)}}
        for i, text in enumerate(captions(file, count))
    ]
    return make(config).process(pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))).rows


def raw_seconds(texts: list[str], processes: int, folder: Path) -> tuple[float, float]:
    """Return the seconds to import and load, and those of `nlp.pipe`, of the slowest of `processes` that share the texts."""
    running = []
    for n in range(processes):
        share = folder / f"share-{n}.json"
        share.write_text(json.dumps(texts[n::processes]))
        command = ["nice", "-n", WORKER_NICENESS, sys.executable, "-c", RAW, str(share)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    took = [[float(word) for word in process.communicate()[0].split()] for process in running]
    return max(loading for loading, _ in took), max(working for _, working in took)


def write_captions(texts: list[str], out: str, part_size: int) -> int:
    """Publish `texts` as parts of the captions stage, and return the number of parts."""
    none = arrow_schema(Reject).empty_table()
    parts = 0
    for parts, start in enumerate(range(0, len(texts), part_size), start=1):
        rows = [
            {"id": f"{start + i:020x}", "caption": text, "source": {"input": "benchmark", "key": str(start + i)}}
            for i, text in enumerate(texts[start : start + part_size])
        ]
        table = pa.Table.from_pylist(rows, schema=arrow_schema(CaptionRow))
        publish(out, CaptionsStage.name, parts - 1, f"captions{start}", Outcome(table, none), Counts(len(rows), len(rows), {}, Negatives()))
    return parts


def main(words: list[str]) -> None:
    """Measure both sides, and print rates and ratios."""
    options = argparse.ArgumentParser(prog="python -m benchmarks parse", description=__doc__)
    options.add_argument(
        "--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`, repeated up to `--count`"
    )
    options.add_argument("--count", type=int, default=50_000)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--part-size", type=int, default=1024)
    chosen = options.parse_args(words)
    texts = captions(chosen.captions, chosen.count)
    with tempfile.TemporaryDirectory() as folder:
        half = len(texts) // 2
        before = raw_seconds(texts[:half], chosen.workers, Path(folder))
        out = str(Path(folder) / "out")
        parts = write_captions(texts, out, chosen.part_size)
        stage = make(Config(parse=ParseConfig(workers=chosen.workers, cpus=0.9)))
        began = time.perf_counter()
        with ray_session():
            started = time.perf_counter() - began
            fingerprints = [f"captions{start}" for start in range(0, len(texts), chosen.part_size)]
            began = time.perf_counter()
            run_stages([stage], out, "captions", fingerprints, tries=1, progress=Progress("none", Console()))
            whole = time.perf_counter() - began
        after = raw_seconds(texts[half:], chosen.workers, Path(folder))
        loading, raw = (before[0] + after[0]) / 2, before[1] + after[1]
        dones = [done for done in read_dones(out, "parse", parts) if done is not None]
    first, rest = dones_by_load(dones, chosen.workers)
    busy = sum(done.seconds for done in rest) / sum(done.rows_in for done in rest) * len(texts) / chosen.workers
    print(f"{len(texts):,} captions, {chosen.workers} workers, parts of {chosen.part_size}; Ray's start {started:.1f} s")
    print(f"whole  raw nlp.pipe {len(texts) / (loading + raw):6.0f} captions/s  ({loading:.1f} s to load, {raw:.1f} s to parse)")
    print(f"       parse stage  {len(texts) / whole:6.0f} captions/s  ({whole:.1f} s; the slowest part with loading took {first:.1f} s)")
    print(f"       ratio        {(loading + raw) / whole:6.2f}")
    print(f"work   raw nlp.pipe {len(texts) / raw:6.0f} captions/s")
    print(f"       parse stage  {len(texts) / busy:6.0f} captions/s")
    print(f"       ratio        {raw / busy:6.2f}")


def dones_by_load(dones: Sequence[Done], workers: int) -> tuple[float, list[Done]]:
    """Return the seconds of the slowest part, and the parts without the slowest of each worker, which includes loading."""
    ordered = sorted(dones, key=lambda done: done.seconds, reverse=True)
    return ordered[0].seconds, ordered[workers:]
