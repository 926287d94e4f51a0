"""Measure how a run by rules grows with the number of captions: seconds, memory, bytes, and the time to recognise a finished run.

Each size runs in a fresh process. The captions are distinct: those of the sample, each with a place that is varied. Memory is the peak
resident memory (`VmHWM`, Linux) of the driver and of the largest worker. With `--to` earlier stages alone are run. `--pack` then packs flat
rows that are synthetic: those of a real run of a few captions, repeated under other ids for all captions. So packing is measured
at sizes for which this machine cannot write negatives.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from benchmarks.phases import RULES, TIMED
from hardneg.engine import parts
from hardneg.engine.order import STAGES
from hardneg.engine.stage import Outcome
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Negatives
from hardneg.schemas.rows import Reject

WORKED = ("captions", "parse", "rewrite", "filter", "shards")
PHASES = ("input", "stages", "pack")
SAMPLE = "examples/captions.jsonl"
PREPOSITIONS = ("near", "beside", "behind", "in front of", "opposite")
ADJECTIVES = ("old", "wooden", "white", "small", "tall", "green", "empty", "stone", "narrow", "large", "red", "quiet", "grey", "low",
              "wide", "blue", "brick", "new", "yellow", "round", "dark")  # fmt: skip
NOUNS = ("house", "fence", "barn", "bridge", "wall", "gate", "tower", "shop", "church", "bench", "tree", "hedge", "garage", "shed", "kiosk",
         "statue", "fountain", "station", "school", "hotel", "mill", "garden", "tent", "van", "truck", "boat", "wagon", "ladder", "lamp",
         "well", "stall")  # fmt: skip
MARK = "SCALE_BENCHMARK"
SAMPLE_S = 0.2
RUN = f"""
import json, os, sys, time
out, stages, captions, settings = sys.argv[1], sys.argv[2].split(","), sys.argv[3], json.loads(sys.argv[4])
from hardneg import runner
from hardneg.config import load
{TIMED}
for phase, name in (("input", "_ingest"), ("stages", "run_stages"), ("pack", "_pack")):
    setattr(runner, name, timed(phase, getattr(runner, name)))
config = load("captions", settings, os.environ)
if stages == ["pack"]:
    from rich.console import Console
    from hardneg.captions.ingest import read_cut
    from hardneg.engine.progress import Progress
    runner._pack(config, out, "synthetic", read_cut(out).parts, Progress("none", Console()))
else:
    runner.run(config, out, stages, input=captions)
print(json.dumps(spent))
"""


class Measured(NamedTuple):
    """Hold the seconds of a run, all and by phase, and the peak memory of driver and largest worker in MB."""

    seconds: float
    phases: dict[str, float]
    driver: float
    worker: float


def captions(count: int, seed: int) -> Iterator[str]:
    """Yield distinct captions: those of the sample with each place in turn, from one that the seed chooses.

    Raises:
        ValueError: There are not that many.
    """
    with Path(SAMPLE).open(encoding="utf-8") as lines:
        sample = sorted({json.loads(line)["caption"].strip().rstrip(".") for line in lines})
    places = len(PREPOSITIONS) * len(ADJECTIVES) * len(NOUNS)
    if count > places * len(sample):
        raise ValueError(f"there are {places * len(sample):,} distinct captions at most")
    for number in range(count):
        turn, which = divmod(number, len(sample))
        rest, noun = divmod((turn + seed) % places, len(NOUNS))
        preposition, adjective = divmod(rest, len(ADJECTIVES))
        article = "an" if ADJECTIVES[adjective][0] in "aeo" else "a"
        yield f"{sample[which]}, {PREPOSITIONS[preposition]} {article} {ADJECTIVES[adjective]} {NOUNS[noun]}."


def write(path: Path, count: int, seed: int) -> str:
    """Write the captions as JSON lines, and return the path."""
    with path.open("w", encoding="utf-8") as file:
        for number, caption in enumerate(captions(count, seed)):
            file.write(json.dumps({"id": f"c{number:08d}", "caption": caption}) + "\n")
    return str(path)


def measure(out: str, stages: Sequence[str], source: str, settings: Sequence[str]) -> Measured:
    """Run stages in a fresh process, and return what it took."""
    mark = uuid.uuid4().hex
    began = time.perf_counter()
    command = [sys.executable, "-c", RUN, out, ",".join(stages), source, json.dumps([*RULES, *settings])]
    process = subprocess.Popen(command, env=os.environ | {MARK: mark}, stdout=subprocess.PIPE, text=True)
    driver = worker = 0.0
    while process.poll() is None:
        for pid, peak in _peaks(f"{MARK}={mark}".encode()):
            driver, worker = (max(driver, peak), worker) if pid == process.pid else (driver, max(worker, peak))
        time.sleep(SAMPLE_S)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"the run failed with exit code {process.returncode}")
    assert process.stdout is not None
    return Measured(seconds, json.loads(process.stdout.read().splitlines()[-1]), driver, worker)


def _peaks(mark: bytes) -> Iterator[tuple[int, float]]:
    """Yield the process id and the peak memory in MB of the driver and of each worker that was started with the mark."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            command = (folder / "cmdline").read_bytes()
            found = re.search(r"VmHWM:\s+(\d+) kB", (folder / "status").read_text())
        except OSError:  # it has ended, or is another user's
            continue
        ours = b"python" in command.split(b"\0", 1)[0] or command.startswith(b"ray::")
        if found is not None and ours and b"/ray/" not in command:
            yield int(folder.name), int(found[1]) / 1000


def flat(template: str, out: str, count: int) -> int:
    """Publish synthetic flat parts in `out`, and return the number of rows. The parts have the sizes of those of its captions."""
    rows = parts.read_rows(template, "flat", 0)
    ids = rows["caption_id"].to_numpy(zero_copy_only=False)
    starts = np.concatenate([[True], ids[1:] != ids[:-1]])
    caption = np.cumsum(starts) - 1
    none = arrow_schema(Reject).empty_table()
    made = 0
    for part in range(count):
        done = parts.read_done(out, "captions", part)
        assert done is not None
        size = done.rows_out
        chosen, number = [], []
        for first in range(0, size, int(caption[-1]) + 1):
            here = np.flatnonzero(caption < min(size - first, int(caption[-1]) + 1))
            chosen.append(here)
            number.append(caption[here] + first)
        picked, numbers = rows.take(np.concatenate(chosen)), np.concatenate(number)
        names = [f"{part:08x}{n:012x}" for n in numbers]
        within = np.arange(len(names)) - np.maximum.accumulate(np.where(starts[np.concatenate(chosen)], np.arange(len(names)), 0))
        for column, values in (("caption_id", names), ("id", [f"{name}-{n}" for name, n in zip(names, within, strict=True)])):
            picked = picked.set_column(picked.schema.get_field_index(column), picked.schema.field(column), pa.array(values, pa.string()))
        counts = parts.Counts(size, len(names), {}, Negatives(proposed=len(names), kept=len(names)))
        parts.publish(out, "flat", part, f"synthetic{part}", Outcome(picked.combine_chunks(), none), counts)
        made += len(names)
    return made


def size_of(folder: str) -> float:
    """Return the megabytes of all files under a folder."""
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6


def main(words: list[str]) -> None:
    """Measure each size, and print a row of a table for each."""
    options = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    options.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--to", choices=WORKED, default=WORKED[-1], help="last stage to run")
    options.add_argument("--pack", action="store_true", help="pack synthetic flat rows after the last stage")
    options.add_argument("--template", type=int, default=1_000, help="captions of the run whose flat rows `--pack` repeats")
    options.add_argument("--workers", type=int, default=2, help="workers of rewrite, and of the other stages where `--to` is earlier")
    options.add_argument("--part-size", type=int, default=4096)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--folder", help="keep inputs and runs here")
    options.add_argument("--set", action="append", default=[], help="config, such as shards.shard_mb=64")
    chosen = options.parse_args(words)
    stages = [name for name in STAGES if name in WORKED[: WORKED.index(chosen.to) + 1]]
    settings = [f"part_size={chosen.part_size}", *chosen.set]
    settings += [f"{name}.workers={chosen.workers}" for name in stages if name in ("parse", "rewrite")]
    print(f"workers {chosen.workers}, part_size {chosen.part_size}, load of the machine {os.getloadavg()[0]:.1f}")
    print("| captions | to | seconds | input | stages | pack | captions/s | driver MB | worker MB | MB in | MB out | again s | status s |")
    print(f"|{'---:|' * 13}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(chosen.folder or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for count in chosen.counts:
            source = write(folder / f"captions-{count}.jsonl", count, chosen.seed)
            out = str(folder / f"run-{count}")
            one = measure(out, stages, source, settings)
            _print(count, chosen.to, one, out, source, measure(out, stages, source, settings).seconds)
            if chosen.pack:
                template = str(folder / "template")
                measure(template, WORKED, write(folder / "template.jsonl", chosen.template, chosen.seed), [f"part_size={chosen.template}"])
                rows = flat(template, out, len(list(Path(out, "captions").glob("part-*.done.json"))))
                packed = measure(out, ["pack"], source, settings)
                _print(rows, "rows packed", packed, out, source, measure(out, ["pack"], source, settings).seconds)


def _print(count: int, to: str, one: Measured, out: str, source: str, again: float) -> None:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "hardneg", "status", out], stdout=subprocess.DEVNULL, check=False)
    status = time.perf_counter() - began
    phases = " | ".join(f"{one.phases.get(phase, 0.0):.1f}" for phase in PHASES)
    megabytes = f"{Path(source).stat().st_size / 1e6:.0f} | {size_of(out):.0f}"
    print(
        f"| {count:,} | {to} | {one.seconds:.1f} | {phases} | {count / one.seconds:,.0f} | {one.driver:.0f} | {one.worker:.0f} "
        f"| {megabytes} | {again:.1f} | {status:.1f} |",
        flush=True,
    )
