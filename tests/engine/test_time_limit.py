import subprocess
import sys
import time
from pathlib import Path

import pytest

from hardneg.engine import time_limit
from hardneg.engine.time_limit import LATE, limited, seconds_for


def test_a_block_that_ends_in_time_is_left_alone() -> None:
    with limited(0.05, lambda: pytest.fail("it was not late")):
        pass
    time.sleep(0.1)


def test_without_a_limit_there_is_none() -> None:
    with limited(0, lambda: pytest.fail("it was not late")):
        time.sleep(0.01)


def test_a_piece_of_a_part_has_its_share_of_the_time_and_at_least_a_tenth() -> None:
    assert seconds_for(100, 100, 60) == pytest.approx(60)
    assert seconds_for(50, 100, 60) == pytest.approx(33)
    assert seconds_for(1, 1000, 60) == pytest.approx(6, abs=0.1)


LOOP = """
from pathlib import Path
from hardneg.engine import time_limit
time_limit.LATER_S = 0.5
with time_limit.limited(0.3, lambda: Path({mark!r}).touch()):
    {loop}
"""


@pytest.mark.parametrize(
    ("loop", "code", "marked"),
    [("while True: pass", LATE, True), ("list(range(10**9)).count(1) if False else sum(range(10**11))", 1, False)],
)
def test_an_endless_loop_ends_the_process_also_where_it_lets_no_thread_run(tmp_path: Path, loop: str, code: int, marked: bool) -> None:
    mark = tmp_path / "mark"

    done = subprocess.run([sys.executable, "-c", LOOP.format(mark=str(mark), loop=loop)], capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert mark.exists() is marked
    assert "<string>" in done.stderr  # where it was


def test_the_code_of_a_late_process_is_no_usual_one() -> None:
    assert time_limit.LATE not in (0, 1, 2, 130)
