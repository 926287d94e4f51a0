"""Poison rows of each stage: an endless loop, a segmentation fault, and more memory than there is. The stages are the real ones."""

import ctypes
import itertools
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hardneg.captions.ingest import ingest
from hardneg.config import load
from hardneg.engine import parts, storage
from hardneg.engine.order import before
from hardneg.engine.single_worker import Task, make
from hardneg.engine.stage import Outcome, RunContext
from hardneg.engine.worker import Job, Worker
from hardneg.runner import make_stage

QUICKEST = {"captions": "loop", "parse": "segfault", "rewrite": "out_of_memory", "filter": "segfault"}
"""The harm that `make test` does to each stage; `make test-long` does the others."""
STAGES = ("captions", "parse", "rewrite", "filter")
CAPTIONS = ("A black dog sits on a red sofa.", "Two white cats sleep under a wooden table.", "A boy in a blue shirt throws a green ball.")
POISONED = "white cats"
SETS = ["rewrite.writer=lexicon", "rewrite.balance.text_model=null", "filter.match.text_model=null"]
SPARE_BYTES = 2**30


class Poisoned:
    """A stage that does harm when it meets the poisoned caption, and otherwise is the stage that it wraps."""

    def __init__(self, stage: Any, harm: str) -> None:
        self.stage, self.harm = stage, harm
        self.name, self.reads, self.writes, self.resources = stage.name, stage.reads, stage.writes, stage.resources
        self.unnests, self.alone, self.chunk = False, False, stage.chunk

    def setup(self) -> None:
        self.stage.setup()

    def process(self, rows: Any) -> Outcome:
        if any(POISONED in str(row) for row in rows.to_pylist()):
            getattr(self, self.harm)()
        return self.stage.process(rows)

    def loop(self) -> None:
        while True:
            time.sleep(0.01)

    def segfault(self) -> None:
        ctypes.string_at(0)

    def out_of_memory(self) -> None:
        """Allocate until there is no more, under a limit near what this process has."""
        has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + SPARE_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
        try:
            kept = []
            while True:
                kept.append(np.ones(2**24))
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (resource.getrlimit(resource.RLIMIT_AS)[1],) * 2)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which each stage has made the part in this process."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "captions.txt").write_text("\n".join(CAPTIONS) + "\n")
    out, config = str(folder / "out"), load(None, SETS, {})
    ingest(out, str(folder / "captions.txt"), config)
    for name in STAGES:
        Worker(Job(make_stage(name, config, RunContext("captions.txt")), before(name, config), out, 1, "s")).make(0, "whole")
    return folder / "out"


def cases() -> list[Any]:
    every = itertools.product(STAGES, ("loop", "segfault", "out_of_memory"))
    return [pytest.param(name, harm, marks=[] if QUICKEST[name] == harm else pytest.mark.long) for name, harm in every]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "harm"), cases())
def test_a_row_that_does_harm_is_found_and_rejected_and_the_others_go_on(name: str, harm: str, whole: Path, tmp_path: Path) -> None:
    config = load(None, SETS, {})
    source, out = before(name, config), str(tmp_path)
    (tmp_path / source).symlink_to(whole / source)
    undisturbed = sum(done.seconds for each in STAGES for done in parts.read_dones(str(whole), each, 1) if done)
    seconds = 5 + 2 * undisturbed if harm == "loop" else 0.0  # with the time to load models, and so in proportion on a busy machine
    stage = Poisoned(make_stage(name, config, RunContext("captions.txt")), harm)

    (done,) = make([Task(Job(stage, source, out, 1, "s", seconds), 0, "f")])

    (reject,) = (row for row in storage.read_parquet(storage.read(parts.rejects_path(out, name, 0))).to_pylist() if not row["caption_id"])
    assert reject["reason"] == "crashed"
    assert {"loop": "longer than run.part_minutes", "segfault": "process died", "out_of_memory": "Memory"}[harm] in reject["detail"]
    assert done.rows_out == len(CAPTIONS) - 1
    assert not any(POISONED in str(row) for row in parts.read_rows(out, name, 0).to_pylist())
    assert storage.names(storage.join(out, name, ".attempts")) == []
