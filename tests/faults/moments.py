"""Choose moments of a run by a seed, and wait for them. A moment is a number of published files and a time after the last of them.

So a moment is reached on a machine that is slower, or busier, than the one on which it was drawn.
"""

import ctypes
import os
import random
import select
import struct
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

POLL_S = 0.01
MOVED_TO = 0x80
"""The event of inotify that a file was renamed into a folder."""


class Moment(NamedTuple):
    """A moment is `seconds` after `files` files were published."""

    files: int
    seconds: float


def published(out: Path) -> list[str]:
    """Return the paths of the published files under `out`, without temporary ones and the lease."""
    found = [Path(folder, name).relative_to(out) for folder, _, names in os.walk(out) for name in names]
    return sorted(str(path) for path in found if "/." not in f"/{path}")


def draw(chance: random.Random, timeline: Sequence[float]) -> Moment:
    """Draw a moment uniformly over the time of a run, or uniformly over its files, as often as each other.

    Args:
        chance: The generator of the case.
        timeline: When each file was published, in seconds after the start, and the end of the run.
    """
    if chance.random() < 0.5:
        return Moment(chance.randrange(len(timeline)), chance.uniform(0, 0.3))
    at = chance.uniform(0, timeline[-1])
    files = sum(when <= at for when in timeline)
    return Moment(files, at - (timeline[files - 1] if files else 0.0))


def reach(moment: Moment, count: Callable[[], int], ended: Callable[[], bool]) -> bool:
    """Wait for a moment, and return whether the run still lives then."""
    while count() < moment.files:
        if ended():
            return False
        time.sleep(POLL_S)
    time.sleep(moment.seconds)
    return not ended()


def renamed(folder: Path, name: str, ended: Callable[[], bool], meanwhile: Callable[[], None]) -> bool:
    """Wait until a file of this name is renamed into `folder`, and return whether that came before the end of the run.

    It returns within a fraction of a millisecond, before the writer has flushed the folder. `meanwhile` is called while nothing happens.
    Where it may, this process has precedence meanwhile, so that a busy machine does not delay it.
    """
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, -15)
    libc = ctypes.CDLL(None, use_errno=True)
    folder.mkdir(parents=True, exist_ok=True)
    watch = libc.inotify_init1(0)
    try:
        if libc.inotify_add_watch(watch, str(folder).encode(), MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), f"{folder} cannot be watched")
        while not ended():
            if not select.select([watch], [], [], 0.1)[0]:
                meanwhile()
            elif name in _names(os.read(watch, 65536)):
                return True
        return False
    finally:
        os.close(watch)
        os.setpriority(os.PRIO_PROCESS, 0, usual)


def _names(data: bytes) -> list[str]:
    """Return the names in events of inotify: a header of 16 bytes, of which the last four are the length of the name."""
    names, at = [], 0
    while at < len(data):
        (length,) = struct.unpack_from("I", data, at + 12)
        names.append(data[at + 16 : at + 16 + length].rstrip(b"\0").decode())
        at += 16 + length
    return names
