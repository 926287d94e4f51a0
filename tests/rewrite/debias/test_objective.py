import pytest

from hardneg.rewrite.debias.objective import RARE, Energy, Feature

UNDER: dict[Feature, float] = {("1", "under"): 1.0}


def energy(count: int, family: str = "swap_object") -> Energy:
    """Of proposals that all put in `under`."""
    return Energy([UNDER] * count, [family] * count, [1.0] * count, 1.0)


def test_what_has_no_way_back_is_called_by_its_share_of_what_is_chosen_not_of_what_could_be() -> None:
    found = energy(100, "temporal")
    for j in range(10):
        found.add(j, 1.0)
    before = found.call(50)
    found.count(range(10))
    assert found.call(50) == pytest.approx(before * (100 + RARE) / (10 + RARE))


def test_cost_is_what_the_energy_grows_by() -> None:
    found = energy(3)

    def whole() -> float:
        return sum(
            float(found.sums[index] @ (weighted / (found.moved[index] + RARE) * found.sums[index])) for index, _, weighted in found.rows[:1]
        )

    found.add(0, 1.0)
    before, cost = whole(), found.cost(1)
    found.add(1, 1.0)
    assert whole() - before == pytest.approx(cost)


def test_counting_out_undoes_counting_in() -> None:
    found = energy(2)
    found.add(0, 1.0)
    found.add(0, -1.0)
    assert found.call(1) == 0.0
