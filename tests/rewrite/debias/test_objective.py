import pytest

from hardneg.rewrite.debias.objective import RARE, Feature, Objective, Scoped

UNDER: dict[Feature, float] = {("1", "under"): 1.0}


def objective(count: int, family: str = "swap_object") -> Objective:
    """Of proposals that all put in `under`."""
    return Objective([[Scoped(UNDER, {family: 1.0})]] * count, [1.0] * count, 1.0)


def test_what_has_no_way_back_is_called_by_its_share_of_what_is_chosen_not_of_what_could_be() -> None:
    found = objective(100, "temporal")
    for j in range(10):
        found.add(j, 1.0)
    before = found.score(50)
    found.recount(range(10))
    assert found.score(50) == pytest.approx(before * (100 + RARE) / (10 + RARE))


def test_cost_is_what_the_energy_grows_by() -> None:
    found = objective(3)

    def whole() -> float:
        index, _, weighted = found.rows[0]
        return float(found.sums[index] @ (weighted / (found.support[index] + RARE) * found.sums[index]))

    found.add(0, 1.0)
    before, cost = whole(), found.cost(1)
    found.add(1, 1.0)
    assert whole() - before == pytest.approx(2 * cost)


def test_counting_out_undoes_counting_in() -> None:
    found = objective(2)
    found.add(0, 1.0)
    found.add(0, -1.0)
    assert found.score(1) == 0.0
