import pytest

from hardneg.engine import cluster
from hardneg.engine.cluster import fit, fit_when_joined, pool, ray_session, strategy
from hardneg.engine.stage import Resources
from hardneg.errors import UserError

GIB = 2**30


def test_workers_that_fit_get_what_they_ask_for() -> None:
    wanted = [("parse", Resources(0.5)), ("rewrite", Resources(1.0, 1.0, 4 * GIB))]

    assert fit(wanted, [{"CPU": 2.0, "GPU": 1.0, "memory": 8.0 * GIB}], 9) == [resources for _, resources in wanted]


def test_cpus_are_scaled_down_until_one_worker_of_every_stage_fits() -> None:
    sizes = fit([(name, Resources(0.5)) for name in "abcde"], [{"CPU": 1.0}], 9)

    assert sum(size.cpus for size in sizes) <= 1.0
    assert all(size.cpus >= 0.2 for size in sizes)


def test_a_worker_is_never_larger_than_the_largest_node() -> None:
    assert fit([("parse", Resources(3.0))], [{"CPU": 2.0}, {"CPU": 2.0}], 9) == [Resources(2.0)]


@pytest.mark.parametrize(
    ("resources", "items", "sizes"),
    [
        (Resources(workers=4), 100, (4, 4)),
        (Resources(workers=4), 3, (3, 3)),
        (Resources(workers=4, min_workers=1), 100, (1, 4)),
        (Resources(workers=8, min_workers=4), 2, (2, 2)),
    ],
)
def test_a_pool_is_of_fixed_size_or_follows_its_queue(resources: Resources, items: int, sizes: tuple[int, int]) -> None:
    assert pool(resources, items) == sizes


def test_missing_gpus_are_an_error_that_names_their_fields() -> None:
    with pytest.raises(UserError, match=r"rewrite\.gpus=1, filter\.gpus=0\.5, but the cluster has 1 in all"):
        fit([("rewrite", Resources(1.0, 1.0)), ("filter", Resources(1.0, 0.5))], [{"CPU": 2.0, "GPU": 1.0}], 9)


def test_missing_memory_is_an_error_that_names_its_field() -> None:
    with pytest.raises(UserError, match=r"shards\.memory_gb=8, but .* 4 on its largest node"):
        fit([("flat", Resources(1.0, 0.0, 8 * GIB))], [{"CPU": 2.0, "memory": 4.0 * GIB}] * 3, 9)


def test_pools_that_do_not_fit_with_all_their_workers_begin_with_one_each_and_grow() -> None:
    """`--config gpu` on four cores: one worker of each stage fits, all eight do not."""
    asked = [Resources(1.0), Resources(1.0, workers=4), Resources(1.0, 1.0), Resources(0.5), Resources(0.5)]
    four_cores, eight_cores = ([{"CPU": cpus, "GPU": 1.0}] for cpus in (4.0, 8.0))

    sizes = fit([(str(at), each) for at, each in enumerate(asked)], four_cores, 100)

    assert [pool(size, 100) for size in sizes] == [(1, 1), (1, 4), (1, 1), (1, 1), (1, 1)]
    assert [size.cpus for size in sizes] == [1.0, 1.0, 1.0, 0.5, 0.5]
    assert [pool(size, 100) for size in fit([("s", each) for each in asked], eight_cores, 100)][1] == (4, 4)


@pytest.mark.parametrize("asked", [Resources(0.1, 1.0, workers=3), Resources(0.1, 0.0, 4 * GIB, workers=3)])
def test_gpus_and_memory_bound_the_workers_that_a_pool_begins_with(asked: Resources) -> None:
    machine = [{"CPU": 8.0, "GPU": 2.0, "memory": 8.0 * GIB}]

    (many,), (two,) = fit([("rewrite", asked)], machine, 100), fit([("rewrite", asked)], machine, 2)

    assert (pool(many, 100), pool(two, 2)) == ((1, 3), (2, 2))


class Growing:
    """Stand for Ray on a cluster, which a node joins each time that its nodes are counted."""

    def __init__(self, node: dict[str, float]) -> None:
        self.node, self.asked = node, 0

    def nodes(self) -> list[dict[str, object]]:
        self.asked += 1
        return [{"Alive": True, "Resources": self.node}] * (self.asked - 1)


def test_a_run_waits_for_the_nodes_of_a_cluster_that_still_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    monkeypatch.setattr(cluster, "POLL_S", 0.0)
    ray, said = Growing({"CPU": 2.0, "GPU": 1.0}), list[str]()

    sizes = fit_when_joined(ray, [("rewrite", Resources(1.0, 1.0)), ("filter", Resources(1.0, 1.0))], 9, said.append)

    assert sizes == [Resources(1.0, 1.0)] * 2
    assert ray.asked == 3
    assert len(said) == 1
    assert "Waiting up to 10 minutes" in said[0]


def test_a_cluster_without_a_core_for_workers_is_waited_for_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")
    monkeypatch.setattr(cluster, "POLL_S", 0.0)

    assert fit_when_joined(Growing({"CPU": 2.0}), [("parse", Resources(1.0))], 9, [].append) == [Resources(1.0)]


@pytest.mark.parametrize("address", ["10.0.0.1:6379", None])
def test_nodes_that_do_not_come_are_an_error_and_this_machine_is_not_waited_for(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if address:
        monkeypatch.setenv("RAY_ADDRESS", address)
        monkeypatch.setattr(cluster, "JOIN_S", 0.0)
    else:
        monkeypatch.delenv("RAY_ADDRESS", raising=False)
    ray = Growing({"CPU": 2.0})

    with pytest.raises(UserError, match=r"rewrite\.gpus=1, but the cluster has 0 in all"):
        fit_when_joined(ray, [("rewrite", Resources(1.0, 1.0))], 9, [].append)

    assert ray.asked == 1


def test_a_worker_of_a_fixed_pool_holds_one_part_and_a_growing_pool_shows_ray_that_parts_wait() -> None:
    import ray.data

    fixed, growing = strategy(ray, Resources(workers=2), 9), strategy(ray, Resources(workers=2, min_workers=1), 9)

    assert (fixed.min_size, fixed.max_size, fixed.max_tasks_in_flight_per_actor) == (2, 2, 1)
    assert (growing.min_size, growing.max_size, growing.max_tasks_in_flight_per_actor) == (1, 2, None)


def test_ray_that_does_not_start_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    def late(**options: object) -> None:
        raise Exception("The current node timed out during startup.")

    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr(ray, "init", late)
    with pytest.raises(UserError, match="does not start"), ray_session():
        pass
