from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.engine.bisection import DIED, LATE, Bisection, Crash, bisect
from hardneg.engine.stage import Outcome
from hardneg.errors import StageError, UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import Reject

NONE = arrow_schema(Reject).empty_table()


class Death(BaseException):
    """Stand for the end of the process, which no `except Exception` stops."""


class Memory:
    """Keep the record in a dict, which survives the death of a worker."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.bad: dict[str, str] = {}
        self.late: set[str] = set()
        self.pieces: dict[str, Outcome] = {}

    def tries(self, key: str) -> int:
        return self.begun.count(key)

    def begin(self, key: str) -> None:
        self.begun.append(key)

    def was_late(self, key: str) -> bool:
        return key in self.late

    def condemn(self, key: str, detail: str) -> None:
        self.bad[key] = detail

    def condemned(self, key: str) -> str | None:
        return self.bad.get(key)

    def pardon(self) -> None:
        self.bad = {}

    def keep(self, key: str, outcome: Outcome) -> None:
        self.pieces[key] = outcome

    def kept(self, key: str) -> Outcome | None:
        return self.pieces.get(key)


def numbers(count: int) -> pa.Table:
    return pa.table({"n": list(range(count))})


def rows_of(outcomes: list[Outcome]) -> list[int]:
    return [n for outcome in outcomes for n in outcome.rows["n"].to_pylist()]


def until_it_lives(
    rows: pa.Table, poison: set[int], kind: type[BaseException], memory: Memory, attempts: int
) -> tuple[list[Outcome], list[Crash]]:
    def process(some: pa.Table) -> Outcome:
        if poison & set(some["n"].to_pylist()):
            raise kind("poison")
        return Outcome(some, NONE)

    for _ in range(1000):
        try:
            return bisect(rows, Bisection(process, lambda: None, memory, attempts))
        except Death:
            continue
    raise AssertionError("it never ends")


@given(st.integers(1, 16), st.sets(st.integers(0, 15)), st.sampled_from([ValueError, Death]), st.integers(1, 3))
def test_any_set_of_poisoned_rows_is_found_and_all_others_come_out_in_order(
    count: int, poison: set[int], kind: type[BaseException], attempts: int
) -> None:
    outcomes, crashes = until_it_lives(numbers(count), poison, kind, Memory(), attempts)

    assert rows_of(outcomes) == [n for n in range(count) if n not in poison]
    assert [crash.row for crash in crashes] == sorted(n for n in poison if n < count)
    assert len(outcomes) <= 1


def test_one_poisoned_row_is_found_in_a_logarithm_of_deaths() -> None:
    memory = Memory()

    until_it_lives(numbers(4096), {1234}, Death, memory, 2)

    assert len(memory.begun) <= 2 * 13 + 12 + 1


def test_the_detail_says_what_was_raised_or_that_the_worker_died() -> None:
    _, raised = until_it_lives(numbers(2), {1}, ValueError, Memory(), 1)
    _, died = until_it_lives(numbers(2), {1}, Death, Memory(), 1)

    assert raised == [Crash(1, "ValueError: poison")]
    assert died == [Crash(1, DIED)]


def test_rows_that_only_die_together_come_out_in_pieces() -> None:
    def process(some: pa.Table) -> Outcome:
        if some.num_rows > 3:
            raise MemoryError
        return Outcome(some, NONE)

    outcomes, crashes = bisect(numbers(8), Bisection(process, lambda: None, Memory(), 2))

    assert crashes == []
    assert rows_of(outcomes) == list(range(8))
    assert len(outcomes) == 4


def test_deaths_that_do_not_come_back_leave_the_result_of_the_whole() -> None:
    deaths = iter([True, True])

    def process(some: pa.Table) -> Outcome:
        if next(deaths, False):
            raise ValueError("a moment of weakness")
        return Outcome(pa.table({"n": [some.num_rows]}), NONE)

    outcomes, crashes = bisect(numbers(8), Bisection(process, lambda: None, Memory(), 2))

    assert (rows_of(outcomes), crashes) == ([8], [])


def test_a_model_that_a_row_broke_does_not_condemn_the_rows_after_it() -> None:
    healthy = [True]

    def process(some: pa.Table) -> Outcome:
        if 5 in some["n"].to_pylist():
            healthy[0] = False
        if not healthy[0]:
            raise RuntimeError("the engine is dead")
        return Outcome(some, NONE)

    def renew() -> None:
        healthy[0] = True

    outcomes, crashes = bisect(numbers(16), Bisection(process, renew, Memory(), 2))

    assert rows_of(outcomes) == [n for n in range(16) if n != 5]
    assert [crash.row for crash in crashes] == [5]


def test_a_stage_that_fails_on_everything_stops_the_run_soon() -> None:
    memory = Memory()

    with pytest.raises(StageError, match="more than 16 of 300 rows crash, the last with: ValueError: poison"):
        until_it_lives(numbers(300), set(range(300)), ValueError, memory, 2)

    assert len(memory.begun) < 120


def test_a_fault_of_the_machine_that_has_passed_condemns_no_row_of_the_next_run() -> None:
    memory = Memory()
    with pytest.raises(StageError, match="more than 16 of 100 rows crash, the last with: ValueError: poison"):
        until_it_lives(numbers(100), set(range(100)), ValueError, memory, 2)
    memory.begun = []

    outcomes, crashes = until_it_lives(numbers(100), {7}, ValueError, memory, 2)

    assert rows_of(outcomes) == [n for n in range(100) if n != 7]
    assert [crash.row for crash in crashes] == [7]


def test_a_mistake_of_the_user_is_no_crash() -> None:
    memory = Memory()

    def process(some: pa.Table) -> Outcome:
        raise UserError("no server")

    with pytest.raises(UserError, match="no server"):
        bisect(numbers(8), Bisection(process, lambda: None, memory, 2))

    assert memory.bad == {}


def test_a_row_whose_attempts_took_too_long_is_condemned_for_that() -> None:
    memory = Memory()
    memory.late = {"0-2", "1-2"}

    outcomes, crashes = until_it_lives(numbers(2), {1}, Death, memory, 1)

    assert rows_of(outcomes) == [0]
    assert crashes == [Crash(1, LATE)]


def test_a_part_that_is_late_as_a_whole_alone_is_made_whole_with_more_time() -> None:
    given: dict[str, int] = {}

    @contextmanager
    def limit(key: str, rows: int) -> Iterator[None]:
        given[key] = rows
        yield

    def process(some: pa.Table) -> Outcome:
        if some.num_rows > max(given.values(), default=0) // 2:
            raise ValueError("too slow")
        return Outcome(pa.table({"n": [some.num_rows]}), NONE)

    outcomes, crashes = bisect(numbers(8), Bisection(process, lambda: None, Memory(), 1, limit=limit))

    assert (rows_of(outcomes), crashes) == ([8], [])


def test_models_are_ready_before_the_time_of_an_attempt_begins() -> None:
    steps: list[str] = []

    @contextmanager
    def limit(key: str, rows: int) -> Iterator[None]:
        steps.append(f"limit {key} {rows}")
        yield

    def process(some: pa.Table) -> Outcome:
        steps.append("process")
        return Outcome(some, NONE)

    bisect(numbers(3), Bisection(process, lambda: None, Memory(), 1, lambda: steps.append("ready"), limit))

    assert steps == ["ready", "limit 0-3 3", "process"]
