"""Run the stages on two Ray nodes of this machine, and remove one of them in the middle of a run."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardneg.captions.ingest import ingest
from hardneg.config import load
from hardneg.engine.manifest import run_id
from hardneg.engine.order import before, enabled
from hardneg.engine.parts import read_dones
from hardneg.engine.stage import RunContext
from hardneg.engine.worker import Job, Worker
from hardneg.runner import make_stage
from hardneg.shards.pack import pack

ROOT = Path(__file__).parents[1]
PART_SIZE = 20
SETS = ["rewrite.writer=lexicon", f"part_size={PART_SIZE}", "run.progress=lines"]
SETS += [f"{stage}.workers=2" for stage in ("parse", "rewrite")]
PARTS = 5

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def captions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of a hundred captions of the examples."""
    lines = (ROOT / "examples/captions.jsonl").read_text().splitlines()[: PART_SIZE * PARTS]
    path = tmp_path_factory.mktemp("input") / "captions.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def local(captions: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the shards that one process makes without Ray."""
    out = str(tmp_path_factory.mktemp("local"))
    config = load(None, SETS, {})
    cut, _ = ingest(out, str(captions), config)
    run = run_id(config, [done.fingerprint for done in read_dones(out, "input", cut.parts) if done])
    for name in enabled(config):
        worker = Worker(Job(make_stage(name, config, RunContext(cut.input, run)), before(name, config), out, 1, "session"))
        for part in range(cut.parts):
            worker.make(part, "any")
    pack(out, config, run, cut.parts)
    return shards(Path(out))


NODE = {"num_cpus": 8, "object_store_memory": 80 * 2**20}
"""Each node has room for all workers, so that a run can finish on any of them."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Start two nodes."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args=NODE | {"include_dashboard": False})
    made.add_node(**NODE, resources={"second": 1})
    yield made
    made.shutdown()


def shards(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "shards").glob("*.parquet")}


def start(cluster: Any, captions: Path, out: Path) -> "subprocess.Popen[str]":
    words = [word for each in SETS for word in ("--set", each)]
    command = [sys.executable, "-m", "hardneg", "run", str(out), "--input", str(captions), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=os.environ | {"RAY_ADDRESS": cluster.address}, stdout=pipe, stderr=subprocess.STDOUT, text=True)


def finish(process: "subprocess.Popen[str]") -> None:
    try:
        said, _ = process.communicate(timeout=900)
    finally:
        process.kill()
    assert process.returncode == 0, said


def busy(node: Any) -> bool:
    """Return whether a worker of this node is working on a part: Ray names the process by the method that it runs."""
    raylet = node.all_processes["raylet"][0].process.pid
    children = Path(f"/proc/{raylet}/task/{raylet}/children").read_text().split()
    titles = [Path(f"/proc/{child}/cmdline").read_bytes().decode(errors="replace") for child in children if Path(f"/proc/{child}").exists()]
    return any(title.startswith("ray::") and "MapWorker" in title and ".submit" in title for title in titles)


def test_a_worker_of_the_other_node_has_the_package_and_the_prompts_of_the_driver(cluster: Any) -> None:
    code = """
import hashlib, json, os
from pathlib import Path
from hardneg.engine.cluster import ray_session
with ray_session() as ray:
    @ray.remote(resources={"second": 1})
    def where():
        import hardneg, hardneg.families.count
        from hardneg.engine.shipped import shipped
        from hardneg.matching.question import load
        return hardneg.__file__, Path(hardneg.families.count.__file__).read_bytes(), str(shipped("prompts")), load("entailment").hash
    import hardneg.families.count as here
    from hardneg.matching.question import load
    file, text, prompts, question = ray.get(where.remote())
    print(json.dumps([file, prompts, text == Path(here.__file__).read_bytes(), question == load("entailment").hash]))
"""
    environment = os.environ | {"RAY_ADDRESS": cluster.address}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stderr
    file, prompts, *same = json.loads(done.stdout.splitlines()[-1])
    assert "py_modules_files" in file
    assert "py_modules_files" in prompts
    assert same == [True, True]


def test_two_nodes_make_the_shards_of_one_process(cluster: Any, captions: Path, local: dict[str, bytes], tmp_path: Path) -> None:
    finish(start(cluster, captions, tmp_path))

    assert shards(tmp_path) == local


def test_a_node_that_is_lost_while_parts_are_in_flight_changes_no_byte(
    cluster: Any, captions: Path, local: dict[str, bytes], tmp_path: Path
) -> None:
    lost = cluster.add_node(**NODE)
    process = start(cluster, captions, tmp_path)
    deadline = time.monotonic() + 600
    while not (was_busy := busy(lost)) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)

    cluster.remove_node(lost, allow_graceful=False)
    made = len(list(tmp_path.glob("flat/*.done.json")))
    finish(process)

    assert was_busy
    assert made < PARTS
    assert shards(tmp_path) == local
