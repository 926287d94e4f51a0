"""Kill a node of a Ray cluster while it works."""

import atexit
from functools import cache
from typing import Any

from faults.case import Case
from faults.moments import draw, published, reach
from faults.settings import POOLS

ON_NODES = POOLS._replace(name="two nodes")
NODE = {"num_cpus": 8, "object_store_memory": 80 * 2**20}
"""Each node has room for all workers, so that a run can finish on any of them."""


@cache
def cluster() -> Any:
    """Start the head of a cluster of this program, which ends with it."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args=NODE | {"include_dashboard": False})
    atexit.register(made.shutdown)
    return made


def lost(case: Case) -> bool:
    """Kill the second node at a moment. The run must go on by itself, on the first."""
    made = cluster()
    second = made.add_node(**NODE)
    case.start_env = {"RAY_ADDRESS": made.address}
    run = case.start()
    hit = reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), run.ended)
    made.remove_node(second, allow_graceful=False)
    code = run.wait()
    case.check_refused(run, code)
    if code != 0:
        case.wrong.append(f"the run does not survive the loss of a node: it ends with {code}, {case.said}")
    return hit
