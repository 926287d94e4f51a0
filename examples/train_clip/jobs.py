"""Do the trainings of a demonstration, each in a process of its own, and keep their figures."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple


class Job(NamedTuple):
    """Hold the name of one training: its arm (`start` for none) and its seed."""

    arm: str
    seed: int
    steps: int


Figures = dict[str, float]


def planned(arms: Sequence[str], seeds: int, steps: int) -> list[Job]:
    """Return the jobs: the start once, and each arm with each seed."""
    return [Job("start", 0, 0), *(Job(arm, seed, steps) for seed in range(1, seeds + 1) for arm in arms)]


def known(results: Path, data: str) -> dict[Job, Figures]:
    """Return the figures that were made of the data with the key `data`; those of other data stay in the file."""
    rows = map(json.loads, results.read_text().splitlines()) if results.exists() else ()
    return {Job(*row["job"]): row["figures"] for row in rows if row.get("data") == data}


def finish(
    jobs: Sequence[Job], results: Path, work: Callable[[Job], tuple[Job, Figures]], workers: int, data: str
) -> Mapping[str, list[Figures]]:
    """Do the jobs that are not in the file `results` yet, add them to it, and return the figures of all by arm.

    `data` is the key of the data. `work` must be a function that a new process can import, or a partial of one.
    """
    found = known(results, data)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool, results.open("a") as file:
        for future in as_completed([pool.submit(work, job) for job in jobs if job not in found]):
            job, figures = future.result()
            found[job] = figures
            file.write(json.dumps({"job": job, "data": data, "figures": figures}) + "\n")
            file.flush()
    return {arm: [found[job] for job in jobs if job.arm == arm] for arm in dict.fromkeys(job.arm for job in jobs)}
