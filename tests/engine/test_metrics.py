"""Read the counters as Prometheus does: from the metrics of a node of Ray."""

import re
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from hardneg.engine.metrics import COUNTERS, Metrics
from hardneg.schemas.manifest import Done, Negatives

DONE = Done(
    stage="rewrite",
    part=0,
    fingerprint="f",
    sha256={},
    rows_in=10,
    rows_out=8,
    rejected={"no_negative": 2},
    negatives=Negatives(proposed=9, kept=6, rejected={"parse_mismatch": 3}),
    seconds=1.5,
)


class Counting:
    """Count parts in an actor."""

    def __init__(self) -> None:
        self.metrics = Metrics()

    def add(self) -> None:
        self.metrics.add(DONE)
        self.metrics.add(DONE.model_copy(update={"rows_out": 0, "rejected": {}, "seconds": 0.0}))


def test_counters_are_those_that_are_documented() -> None:
    made = Metrics()
    assert set(made.counters) == set(COUNTERS)
    made.add(DONE)  # outside an actor they count for nobody, and do no harm


@pytest.mark.slow
def test_prometheus_reads_rows_rejects_and_seconds_of_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opencensus", reason="the metrics of Ray need the extra `cluster`; tests/consumers has it")
    import ray

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    ray.init(address="local", num_cpus=1, include_dashboard=False, _metrics_export_port=port, object_store_memory=100_000_000)
    try:
        actor = ray.remote(num_cpus=0)(Counting).remote()
        ray.get(actor.add.remote())
        found: dict[tuple[str, ...], float] = {}
        for _ in range(120):
            text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
            for name, tags, value in re.findall(r"^(ray_hardneg_\w+)\{(.*)\} (\S+)$", text, re.M):
                known = dict(re.findall(r'(\w+)="([^"]*)"', tags))
                found[name, known["stage"], known.get("reason", "")] = float(value)
            if len(found) >= 6:
                break
            time.sleep(1)
    finally:
        ray.shutdown()
    assert found == {
        ("ray_hardneg_parts_total", "rewrite", ""): 2,
        ("ray_hardneg_rows_in_total", "rewrite", ""): 20,
        ("ray_hardneg_rows_out_total", "rewrite", ""): 8,
        ("ray_hardneg_seconds_total", "rewrite", ""): 1.5,
        ("ray_hardneg_rejects_total", "rewrite", "no_negative"): 2,
        ("ray_hardneg_rejects_total", "rewrite", "parse_mismatch"): 6,
    }


def test_the_page_on_clusters_names_every_counter() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/cluster.md").read_text()
    assert [name for name in COUNTERS if f"`ray_{name}_total`" not in page] == []
