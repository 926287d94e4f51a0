import pytest

from hardneg.engine.cluster import fit, pool, ray_session
from hardneg.engine.stage import Resources
from hardneg.errors import UserError

GIB = 2**30


def test_workers_that_fit_get_what_they_ask_for() -> None:
    wanted = [("parse", Resources(0.5)), ("rewrite", Resources(1.0, 1.0, 4 * GIB))]

    assert fit(wanted, [{"CPU": 2.0, "GPU": 1.0, "memory": 8.0 * GIB}]) == [resources for _, resources in wanted]


def test_cpus_are_scaled_down_until_one_worker_of_every_stage_fits() -> None:
    sizes = fit([(name, Resources(0.5)) for name in "abcde"], [{"CPU": 1.0}])

    assert sum(size.cpus for size in sizes) <= 1.0
    assert all(size.cpus >= 0.2 for size in sizes)


def test_a_worker_is_never_larger_than_the_largest_node() -> None:
    assert fit([("parse", Resources(3.0))], [{"CPU": 2.0}, {"CPU": 2.0}]) == [Resources(2.0)]


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
        fit([("rewrite", Resources(1.0, 1.0)), ("filter", Resources(1.0, 0.5))], [{"CPU": 2.0, "GPU": 1.0}])


def test_missing_memory_is_an_error_that_names_its_field() -> None:
    with pytest.raises(UserError, match=r"shards\.memory_gb=8, but .* 4 on its largest node"):
        fit([("flat", Resources(1.0, 0.0, 8 * GIB))], [{"CPU": 2.0, "memory": 4.0 * GIB}] * 3)


def test_ray_that_does_not_start_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    def late(**options: object) -> None:
        raise Exception("The current node timed out during startup.")

    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setattr(ray, "init", late)
    with pytest.raises(UserError, match="does not start"), ray_session():
        pass
