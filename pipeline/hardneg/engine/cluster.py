"""Start Ray in this process or join it at `RAY_ADDRESS`, silence it, and check that all workers fit."""

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hardneg.engine.order import command
from hardneg.engine.stage import Resources
from hardneg.errors import UserError

OBJECT_STORE_BYTES = 128 * 2**20
"""Small, because rows go through storage: Ray transports a few bytes a part."""

QUIET = {
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": "A worker died or was killed|There are infinite retries remaining",  # `bisection` deals with it
}
PACKAGE = Path(__file__).parents[1]
"""The folder of `hardneg`, which is sent to the workers of a cluster."""


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
    environment = None if submitted else {"py_modules": [str(PACKAGE)]}
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


def fit(stages: Sequence[tuple[str, Resources]], nodes: Sequence[Mapping[str, float]]) -> list[Resources]:
    """Return resources such that one worker of every stage runs at once; otherwise the run would wait forever.

    CPUs are scaled down where they do not suffice. They are a reservation, and workers share the CPUs of the machine.

    Raises:
        UserError: GPUs or memory do not suffice. The message names the config fields.
    """
    for what, kind in (("gpus", "GPU"), ("memory", "memory")):
        field = "gpus" if what == "gpus" else "memory_gb"
        unit = 1.0 if what == "gpus" else 2.0**30
        wanted = {f"{command(name)}.{field}": getattr(resources, what) for name, resources in stages if getattr(resources, what)}
        most = max((node.get(kind, 0.0) for node in nodes), default=0.0)
        total = sum(node.get(kind, 0.0) for node in nodes)
        if wanted and (sum(wanted.values()) > total or max(wanted.values()) > most):
            asked = ", ".join(f"{name}={amount / unit:g}" for name, amount in wanted.items())
            available = f"the cluster has {total / unit:.4g} in all and {most / unit:.4g} on its largest node"
            raise UserError(f"one worker of each stage needs {asked}, but {available}: lower them, or run the stages one at a time")
    cpus = sum(resources.cpus for _, resources in stages)
    total = sum(node.get("CPU", 0.0) for node in nodes)
    most = max((node.get("CPU", 0.0) for node in nodes), default=0.0)
    scale = min(1.0, total / cpus) if cpus else 1.0
    return [resources._replace(cpus=_hundredths(min(resources.cpus * scale, most))) for _, resources in stages]


def pool(resources: Resources, items: int) -> tuple[int, int]:
    """Return the fewest and the most workers of a stage that has this number of parts to make."""
    most = min(resources.workers, items)
    return min(resources.min_workers or most, most), most


def _hundredths(cpus: float) -> float:
    """Return CPUs rounded down, because the sum must fit. Ray represents fractions to four digits."""
    return max(0.01, int(cpus * 100 + 1e-6) / 100)
