"""Measure where the seconds of a small run by rules go, with one worker and with Ray's pools.

Each way runs in a fresh process. The phases are seconds by the clock. Processor seconds are those of the driver, of the workers and of
Ray's other processes, sampled from /proc (Linux); they depend less on what else the machine does. The rows of both ways are equal.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.phases import RULES, TIMED

WAYS = {"one worker": False, "pools": True}
PHASES = ("import", "stages", "input", "start", "captions", "parse", "rewrite", "filter", "flat", "shards", "report")
PROCESSES = ("driver", "workers", "Ray")
MARK = "STARTUP_BENCHMARK"
SAMPLE_S = 0.1
RUN = f"""
import time
began = time.perf_counter()
import json, os, sys
out, captions, pools = sys.argv[1], sys.argv[2], sys.argv[3] == "True"
from hardneg import runner
from hardneg.config import load
from hardneg.engine import parts, single_worker
config = load("captions", {list(RULES)!r}, os.environ)
if pools:
    single_worker.can_make = lambda stages: False
{TIMED}
spent["import"] = time.perf_counter() - began
for phase, name in (("stages", "make_stage"), ("input", "_ingest"), ("start", "run_stages"), ("shards", "_pack")):
    setattr(runner, name, timed(phase, getattr(runner, name)))
runner.run(config, out, input=captions)
from hardneg.report.page import write
timed("report", write)(out)
for stage in ("captions", "parse", "rewrite", "filter", "flat"):
    spent[stage] = parts.read_done(out, stage, 0).seconds
    spent["start"] -= spent[stage]
print(json.dumps(spent))
"""


class Measured(NamedTuple):
    """Hold the seconds of a run: all of them, by phase, and those of processors by kind of process."""

    seconds: float
    phases: dict[str, float]
    processors: dict[str, float]


def measure(captions: str, out: str, pools: bool) -> Measured:
    """Run all stages in a fresh process, and return what it took."""
    mark = uuid.uuid4().hex
    began = time.perf_counter()
    command = [sys.executable, "-c", RUN, out, captions, str(pools)]
    process = subprocess.Popen(command, env=os.environ | {MARK: mark}, stdout=subprocess.PIPE, text=True)
    of_process: dict[str, tuple[str, float]] = {}
    while process.poll() is None:
        of_process |= _sampled(f"{MARK}={mark}".encode(), process.pid)
        time.sleep(SAMPLE_S)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"the run failed with exit code {process.returncode}")
    assert process.stdout is not None
    processors = {kind: sum(spent for each, spent in of_process.values() if each == kind) for kind in PROCESSES}
    return Measured(seconds, json.loads(process.stdout.read().splitlines()[-1]), processors)


def _sampled(mark: bytes, driver: int) -> dict[str, tuple[str, float]]:
    """Return kind and processor seconds of each process that was started with the mark in its environment."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            ticks = (folder / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
        except OSError:  # it has ended, or is another user's
            continue
        worker = "hardneg.engine.worker_process" in command or "MapWorker" in command
        kind = "driver" if int(folder.name) == driver else "workers" if worker else "Ray"
        found[folder.name] = (kind, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))
    return found


def table(of_way: Mapping[str, Sequence[Measured]]) -> str:
    """Return the medians of each way as a table in Markdown."""
    lines = [f"| seconds | {' | '.join(of_way)} |", f"|---|{'---:|' * len(of_way)}"]

    def line(name: str, values: Sequence[float]) -> None:
        lines.append(f"| {name} | {' | '.join(f'{value:.1f}' for value in values)} |")

    for phase in PHASES:
        line(phase, [statistics.median(one.phases[phase] for one in some) for some in of_way.values()])
    line("**all**", [statistics.median(one.seconds for one in some) for some in of_way.values()])
    for kind in PROCESSES:
        line(f"processor, {kind}", [statistics.median(one.processors[kind] for one in some) for some in of_way.values()])
    line("**processor, all**", [statistics.median(sum(one.processors.values()) for one in some) for some in of_way.values()])
    return "\n".join(lines)


def main(words: list[str]) -> None:
    """Measure both ways in turn, and print the medians."""
    options = argparse.ArgumentParser(prog="python -m benchmarks startup", description=__doc__)
    options.add_argument("--captions", default="examples/captions.jsonl", help="JSON lines with a column `caption`")
    options.add_argument("--count", type=int, default=20)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    chosen = options.parse_args(words)
    of_way: dict[str, list[Measured]] = {way: [] for way in chosen.ways}
    with tempfile.TemporaryDirectory() as folder:
        captions = Path(folder, "captions.jsonl")
        with Path(chosen.captions).open(encoding="utf-8") as lines:
            captions.write_text("".join(islice(lines, chosen.count)), encoding="utf-8")
        for round_ in range(chosen.rounds):
            for way, measured in of_way.items():
                measured.append(measure(str(captions), str(Path(folder, f"{way} {round_}")), WAYS[way]))
    print(f"{chosen.count} captions, {chosen.rounds} rounds, load of the machine {os.getloadavg()[0]:.1f}")
    print(table(of_way))
