import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hardneg.engine import time_limit
from hardneg.engine.time_limit import LATE, limited, seconds_for


def test_without_a_limit_no_timer_runs() -> None:
    with limited(0, lambda: None):
        assert not any(isinstance(thread, threading.Timer) for thread in threading.enumerate())


def test_a_piece_of_a_part_has_its_share_of_the_time_and_at_least_a_tenth() -> None:
    assert seconds_for(100, 100, 60) == pytest.approx(60)
    assert seconds_for(50, 100, 60) == pytest.approx(33)
    assert seconds_for(1, 1000, 60) == pytest.approx(6, abs=0.1)


BLOCK = """
import time
from pathlib import Path
from hardneg.engine import time_limit
time_limit.LATER_S = {later}
with time_limit.limited({seconds}, lambda: Path({mark!r}).touch()):
    {block}
time.sleep(1.0)
"""


@pytest.mark.parametrize(
    ("block", "seconds", "later", "code", "marked"),
    [
        ("while True: pass", 0.3, 60, LATE, True),
        ("sum(range(10**11))", 0.3, 0.5, 1, False),  # in C, which lets no thread run
        ("pass", 0.8, 0.0, 0, False),  # it ends in time, and is left alone afterwards
    ],
)
def test_a_block_that_takes_too_long_ends_the_process_and_no_other_does(
    tmp_path: Path, block: str, seconds: float, later: float, code: int, marked: bool
) -> None:
    mark = tmp_path / "mark"
    program = BLOCK.format(block=block, seconds=seconds, later=later, mark=str(mark))

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == code
    assert mark.exists() is marked
    assert ("<string>" in done.stderr) is (code != 0)  # where it was


def test_the_code_of_a_late_process_is_no_usual_one() -> None:
    assert time_limit.LATE not in (0, 1, 2, 130)
