"""Start Ray in this process or join it at `RAY_ADDRESS`, silence it, and check that all workers fit."""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from hardneg.engine.order import command
from hardneg.engine.shipped import sent
from hardneg.engine.stage import Resources
from hardneg.errors import UserError

JOIN_S = 600.0
"""Seconds that a run on a cluster waits for the nodes that it needs. Nodes in a cloud take minutes to start."""
POLL_S = 5.0
OBJECT_STORE_BYTES = 128 * 2**20
"""Small, because rows go through storage: Ray transports a few bytes a part."""

QUIET = {
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": "A worker died or was killed|There are infinite retries remaining",  # `bisection` deals with it
}


@contextmanager
def ray_session() -> Iterator[Any]:
    """Yield the `ray` module while Ray is running. Ray is stopped at the end, unless it was running before.

    Raises:
        UserError: Nothing answers at `RAY_ADDRESS`, or Ray does not start here.
    """
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    import ray
    import ray.data

    ours = not ray.is_initialized()
    if ours:
        _start(ray)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.execution_no_progress_timeout_s = -1  # none: a part is one task, and may take longer than the half hour of Ray
    for logger in ("ray", "ray.data"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()


def _start(ray: Any) -> None:
    address = os.environ.get("RAY_ADDRESS")
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    if not address:
        try:
            with _hushed():
                ray.init(address="local", include_dashboard=False, object_store_memory=OBJECT_STORE_BYTES, **quiet)
        except Exception as error:  # Ray raises a bare Exception where one of its processes does not come up in time
            raise UserError(
                f"Ray does not start on this machine ({error}): see that it has memory and is not overloaded, and try again"
            ) from error
        return
    submitted = "RAY_JOB_CONFIG_JSON_ENV_VAR" in os.environ
    environment = None if submitted else {"py_modules": sent()}
    try:
        ray.init(address=address, runtime_env=environment, **quiet)
    except ConnectionError as error:
        raise UserError(f"RAY_ADDRESS={address}: no Ray cluster answers there ({error}); unset it to work on this machine") from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Discard what C++ writes to stderr: Ray reports its log settings there. Errors are exceptions all the same."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def node_resources(ray: Any) -> list[Mapping[str, float]]:
    """Return the total resources of each living node: `CPU`, `GPU`, `memory` in bytes."""
    return [node["Resources"] for node in ray.nodes() if node["Alive"]]


def fit_when_joined(ray: Any, stages: Sequence[tuple[str, Resources]], items: int, say: Callable[[str], None]) -> list[Resources]:
    """Return what `fit` returns. On a cluster, wait until the nodes have joined that it needs; they may take minutes to start.

    Raises:
        UserError: The nodes do not suffice on this machine, or on the cluster after `JOIN_S` seconds.
    """
    until, said = time.monotonic() + JOIN_S, False
    while True:
        try:
            return fit(stages, node_resources(ray), items)
        except UserError as error:
            if not os.environ.get("RAY_ADDRESS") or time.monotonic() >= until:
                raise
            if not said:
                say(f"{error}. Waiting up to {JOIN_S / 60:.0f} minutes for nodes to join")
            said = True
        time.sleep(POLL_S)


def fit(stages: Sequence[tuple[str, Resources]], nodes: Sequence[Mapping[str, float]], items: int) -> list[Resources]:
    """Return resources such that the fewest workers of every stage run at once; otherwise the run would wait forever.

    Where all pools of a stage's `workers` do not fit, each begins with one worker and grows while there is room. CPUs are scaled down where
    they do not suffice for one worker of each. They are a reservation, and workers share the CPUs of the machine.

    Raises:
        UserError: GPUs or memory do not suffice for one worker of each, or there are no CPUs. The message names the config fields.
    """
    for what, kind in (("gpus", "GPU"), ("memory", "memory")):
        field = "gpus" if what == "gpus" else "memory_gb"
        unit = 1.0 if what == "gpus" else 2.0**30
        wanted = {f"{command(name)}.{field}": getattr(resources, what) for name, resources in stages if getattr(resources, what)}
        total, most = _total(nodes, kind), _most(nodes, kind)
        if wanted and (sum(wanted.values()) > total or max(wanted.values()) > most):
            asked = ", ".join(f"{name}={amount / unit:g}" for name, amount in wanted.items())
            available = f"the cluster has {total / unit:.4g} in all and {most / unit:.4g} on its largest node"
            raise UserError(f"one worker of each stage needs {asked}, but {available}: lower them, or run the stages one at a time")
    cpus, total, most = sum(resources.cpus for _, resources in stages), _total(nodes, "CPU"), _most(nodes, "CPU")
    if cpus and not total:
        raise UserError("the cluster has no CPUs for workers: add a node that has some")
    scale = min(1.0, total / cpus) if cpus else 1.0
    sizes = [resources._replace(cpus=_hundredths(min(resources.cpus * scale, most))) for _, resources in stages]
    if _all_fit(sizes, nodes, items):
        return sizes
    return [size._replace(min_workers=1) for size in sizes]


def _all_fit(sizes: Sequence[Resources], nodes: Sequence[Mapping[str, float]], items: int) -> bool:
    """Return whether the fewest workers of all pools have room at once."""
    fewest = [pool(size, items)[0] for size in sizes]
    return all(
        sum(count * getattr(size, what) for count, size in zip(fewest, sizes, strict=True)) <= _total(nodes, kind) + 1e-6
        for what, kind in (("cpus", "CPU"), ("gpus", "GPU"), ("memory", "memory"))
    )


def _total(nodes: Sequence[Mapping[str, float]], kind: str) -> float:
    return sum(node.get(kind, 0.0) for node in nodes)


def _most(nodes: Sequence[Mapping[str, float]], kind: str) -> float:
    return max((node.get(kind, 0.0) for node in nodes), default=0.0)


def pool(resources: Resources, items: int) -> tuple[int, int]:
    """Return the fewest and the most workers of a stage that has this number of parts to make."""
    most = min(resources.workers, items)
    return min(resources.min_workers or most, most), most


def strategy(ray: Any, resources: Resources, items: int) -> Any:
    """Return the actor pool of a stage. Workers of a fixed pool hold one part each, so that none waits behind a part while others idle.

    A pool that grows needs a second part queued behind each worker: by that Ray sees that its workers do not suffice.
    """
    fewest, most = pool(resources, items)
    return ray.data.ActorPoolStrategy(min_size=fewest, max_size=most, max_tasks_in_flight_per_actor=1 if fewest == most else None)


def _hundredths(cpus: float) -> float:
    """Return CPUs rounded down, because the sum must fit. Ray represents fractions to four digits."""
    return max(0.01, int(cpus * 100 + 1e-6) / 100)
