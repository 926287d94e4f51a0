import random
import tracemalloc
from collections.abc import Iterator

import pyarrow as pa
import pytest

from hardneg.rewrite.debias import objective as module
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.herding import Limits, herd
from hardneg.rewrite.debias.objective import ALL, POOLED, RARE, SIGN, WEIGHTS, Feature, Objective, Scoped

UNDER: dict[Feature, float] = {("1", "under"): 1.0}


def objective(count: int, family: str = "swap_object") -> Objective:
    """Make an objective of candidates that all insert `under`."""
    return Objective([[Scoped(UNDER, {family: 1.0})]] * count, [1.0] * count)


def select(rows: list[list[Scoped]], families: list[str], likelihood: float = 4.0) -> list[int]:
    """Select one of each two candidates, which are those of one caption."""
    candidates = [Candidate(j // 2, families[j // 2], (0,), f"text {j}") for j in range(len(rows))]
    limits = Limits([1] * (len(rows) // 2), 4, None, likelihood=likelihood)
    return herd(candidates, rows, limits, random.Random(0)).indices


@pytest.mark.parametrize("sort", WEIGHTS)
def test_each_sort_of_feature_is_balanced(sort: str) -> None:
    rows = [[Scoped({(sort, "x"): sign}, {"object": 1.0})] for _ in range(20) for sign in (1.0, -1.0)]
    assert sum(j % 2 for j in select(rows, ["object"] * 20)) == 10


@pytest.mark.parametrize("sort", ["gap", "gap sign"])
def test_a_likelihood_of_weight_zero_is_not_balanced(sort: str) -> None:
    rows = [[Scoped({(sort, "x"): sign}, {"object": 1.0})] for _ in range(20) for sign in (1.0, -1.0)]
    assert sum(j % 2 for j in select(rows, ["object"] * 20, likelihood=0.0)) == 0


def test_the_likelihood_has_a_weight_unless_it_is_configured() -> None:
    found = Objective([[Scoped({("gap", "1"): 1.0}, {"object": 1.0})]], [1.0])
    assert found.cost(0) == pytest.approx(0.5 * WEIGHTS["gap"] / (1 + RARE)) != 0.0


def test_the_sign_of_the_gap_weighs_more_than_its_size() -> None:
    found = Objective([[Scoped({("gap", "1"): 1.0}, {"object": 1.0})], [Scoped({("gap sign", ""): 1.0}, {"object": 1.0})]], [1.0] * 2, 5.0)
    assert found.cost(0) == pytest.approx(0.5 * 5.0 / (1 + RARE))
    assert found.cost(1) == pytest.approx(SIGN * found.cost(0))


def test_each_family_is_balanced_by_itself() -> None:
    """The first family always inserts a word. The second could always remove it, which would balance the sum of both."""
    rows = [[Scoped({("1", "x"): 1.0}, {"object": 1.0, ALL: POOLED})] for _ in range(40)]
    rows += [[Scoped({("1", "x"): sign}, {"count": 1.0, ALL: POOLED})] for _ in range(20) for sign in (-1.0, 1.0)]
    found = select(rows, ["object"] * 20 + ["count"] * 20)
    assert 10 <= sum(j % 2 == 0 for j in found if j >= 40) < 16


def test_what_families_have_in_common_is_balanced_over_all_of_them() -> None:
    rows = [[Scoped({("1", "x"): 1.0}, {"object": 1.0, ALL: POOLED})] for _ in range(40)]
    rows += [[Scoped({("1", "x"): sign}, {"count": 1.0, ALL: POOLED})] for _ in range(20) for sign in (1.0, -1.0)]
    found = select(rows, ["object"] * 20 + ["count"] * 20)
    assert sum(j % 2 for j in found if j >= 40) > 10


def test_a_scope_has_a_weight() -> None:
    found = Objective([[Scoped(UNDER, {"object": 1.0, ALL: POOLED})]] * 3, [1.0] * 3)
    found.add(0, 1.0)
    assert found.score(1) == pytest.approx((1.0 + POOLED) / (3 + RARE))


def test_the_score_is_by_share_of_what_is_selected_not_of_what_could_be() -> None:
    found = objective(100, "temporal")
    for j in range(10):
        found.add(j, 1.0)
    before = found.score(50)
    assert before == pytest.approx(10 / (100 + RARE))
    found.recount(range(10))
    assert found.score(50) == pytest.approx(10 / (10 + RARE))
    found.recount(range(5))
    assert found.support.tolist() == [5.0]


def test_until_the_first_count_candidates_count_by_their_prior_probability() -> None:
    rows = [[Scoped({("1", "a"): -2.0, ("2", "b"): 1.0}, {"object": 1.0})], [Scoped({("1", "a"): 1.0}, {"object": 1.0})]]
    assert Objective(rows, [0.5, 0.25]).support.tolist() == [1.25, 0.5]


def test_cost_is_half_of_what_the_objective_increases_by() -> None:
    found = Objective([[Scoped({("1", "under"): 3.0}, {"object": 1.0})]] * 3, [1.0] * 3)

    def whole() -> float:
        index, _, weighted = found.row(0)
        return float(found.sums[index] @ (weighted / 3.0 / (found.support[index] + RARE) * found.sums[index]))

    found.add(0, 1.0)
    before, cost = whole(), found.cost(1)
    found.add(1, 1.0)
    assert whole() - before == pytest.approx(2 * cost)


def test_removing_undoes_adding() -> None:
    found = objective(2)
    found.add(0, 1.0)
    found.add(0, -1.0)
    assert found.score(1) == 0.0


def test_two_scopes_and_two_features_are_four_sums() -> None:
    found = Objective([[Scoped({("1", "a"): 1.0, ("2", "b"): 2.0}, {"object": 1.0, ALL: 1.0})]], [1.0])
    found.add(0, 1.0)
    assert sorted(found.sums.tolist()) == [1.0, 1.0, 2.0, 2.0]
    names = [(scope, key) for key in (("1", "a"), ("2", "b")) for scope in ("object", ALL)]
    assert list(found.named()) == [(scope, key, index) for index, (scope, key) in enumerate(names)]


def test_a_name_has_one_sum_however_far_apart_its_occurrences_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BLOCK", 2)
    words = ["a", "b", "c", "a", "d", "b", "a"]
    found = Objective([[Scoped({("1", word): 1.0}, {"object": 1.0})] for word in words], [1.0] * len(words))
    assert [name for _, (_, name), _ in found.named()] == ["a", "b", "c", "d"]
    assert found.support.tolist() == [3.0, 2.0, 1.0, 1.0]
    assert [found.row(j)[0].tolist() for j in range(len(words))] == [[0], [1], [2], [0], [3], [1], [0]]


def test_a_candidate_whose_n_grams_are_all_its_own_takes_three_kilobytes_at_most() -> None:
    def rows(count: int) -> Iterator[list[Scoped]]:
        for j in range(count):
            yield [Scoped({("3", f"the {k} word of {j}"): 1.0 for k in range(20)}, {"object": 1.0, ALL: POOLED})]

    count = 4_000
    tracemalloc.start()
    before, arrow = tracemalloc.get_traced_memory()[0], pa.total_allocated_bytes()
    found = Objective(rows(count), [1.0] * count)
    held = tracemalloc.get_traced_memory()[0] - before + pa.total_allocated_bytes() - arrow
    tracemalloc.stop()
    assert len(found.sums) == 40 * count
    assert held / count < 2_500
