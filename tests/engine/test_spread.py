import os
from pathlib import Path

import pytest
from rich.console import Console

from hardneg.engine.progress import Progress
from hardneg.engine.spread import in_turn, on_ray
from hardneg.errors import StageError, UserError


def squared(number: int) -> int:
    return number * number


def pid(number: int) -> int:
    return os.getpid()


def refused(number: int) -> int:
    if number == 2:
        raise UserError("two is not allowed")
    return number


def broken(number: int) -> int:
    return 1 // number


def killed_once(marker: str) -> str:
    path = Path(marker)
    if not path.exists():
        path.touch()
        os._exit(1)
    return "alive"


def test_results_have_the_order_of_the_items() -> None:
    assert in_turn("squares", squared, [3, 1, 2]) == [9, 1, 4]


def test_few_items_are_done_in_this_process_and_counted() -> None:
    progress = Progress("none", Console())

    with on_ray(progress) as spread:
        assert spread("pids", pid, [1, 2, 3], parallel=False) == [os.getpid()] * 3
        assert spread("pids", pid, [1]) == [os.getpid()]

    assert progress.tallies == {"pids": (1, 1)}


@pytest.mark.slow
def test_tasks_on_ray_return_in_order_survive_a_death_and_pass_on_errors(tmp_path: Path) -> None:
    progress = Progress("none", Console())

    with on_ray(progress) as spread:
        assert spread("squares", squared, list(range(20))) == [n * n for n in range(20)]
        assert os.getpid() not in spread("pids", pid, [1, 2])
        assert os.getpid() not in spread("pids", pid, [1])  # Ray runs already, and keeps the memory of the driver flat
        assert spread("deaths", killed_once, [str(tmp_path / name) for name in "ab"]) == ["alive", "alive"]
        with pytest.raises(UserError, match="two is not allowed"):
            spread("refused", refused, [1, 2, 3])
        with pytest.raises(StageError, match="ZeroDivisionError"):
            spread("broken", broken, [1, 0])

    assert progress.tallies["squares"] == (20, 20)
