"""End this process where a block takes too long, such as in an endless loop.

The worker that follows finds a mark of it, and searches for the rows at fault.
"""

import faulthandler
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer

LATE = 75
"""Exit code of a process that took too long."""
LATER_S = 15.0
"""Seconds until C code ends a process whose loop is in C and lets no thread of Python run."""
LEAST_SHARE = 0.1
"""Least share of the time of a part that a piece of it has, because some work does not shrink with the rows."""


def seconds_for(rows: int, of: int, seconds: float) -> float:
    """Return the time limit of a piece of a part: `seconds` for all rows, and less for some, but at least a tenth."""
    return seconds * (LEAST_SHARE + (1 - LEAST_SHARE) * rows / of)


@contextmanager
def limited(seconds: float, late: Callable[[], None]) -> Iterator[None]:
    """Let the block take at most `seconds`; 0 sets no limit. Where it takes longer, `late` is called and the process ends."""
    if not seconds:
        yield
        return

    def end() -> None:
        with suppress(Exception):
            late()
        _trace()
        os._exit(LATE)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    if sys.__stderr__ is not None:
        faulthandler.dump_traceback_later(seconds + LATER_S, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        timer.cancel()
        faulthandler.cancel_dump_traceback_later()


def _trace() -> None:
    """Print where each thread is, to the log of the worker."""
    with suppress(Exception):
        if sys.__stderr__ is not None:
            faulthandler.dump_traceback(file=sys.__stderr__)
