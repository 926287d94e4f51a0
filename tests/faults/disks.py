"""Let the disk of OUT be full, or read-only, in the middle of a run.

Both need the right to mount a filesystem in memory. Without it a limit on the size of files stands for the full disk, and the mode of
folders for the read-only one; root ignores modes, so without mounts that fault cannot be made as root.
"""

import os
import time

from faults.case import Case
from faults.moments import draw, published, reach
from faults.mounts import can_mount, did, mount, unmount

LARGE = "64m"
PAGE = 4096


def can_be_read_only() -> bool:
    """Return whether a folder can be made read-only for this process."""
    return can_mount() or os.getuid() != 0


def full(case: Case) -> bool:
    """Give the run less space than it needs; then more."""
    sizes = [path.stat().st_size for path in case.reference.out.rglob("*") if path.is_file()]
    if not can_mount():
        limit = case.chance.randrange(min(sizes), max(sizes))
        run = case.start(words=["-c", _LIMITED.format(limit=limit), *case.setting.options(case.url, case.reference.captions)])
    else:
        needed = sum(-(-size // PAGE) for size in sizes) * PAGE
        _mounted(case, str(int(needed * case.chance.uniform(0.05, 0.95))))
        run = case.start()
    code = run.wait()
    case.check_refused(run, code)
    if can_mount():
        did("mount", "-o", f"remount,size={LARGE}", str(case.out.parent))
    return code != 0


def read_only(case: Case) -> bool:
    """Make the folder read-only at a moment; then writable."""
    if can_mount():
        _mounted(case, LARGE)
    run = case.start()
    if not reach(draw(case.chance, case.reference.timeline), lambda: len(published(case.out)), run.ended):
        return False
    if not _switched(case, False):
        return False
    code = run.wait()
    case.check_refused(run, code)
    _switched(case, True)
    return code != 0


def _switched(case: Case, writable: bool) -> bool:
    """Make OUT writable or not; False where the run writes at each attempt, or has no folder yet."""
    if not can_mount():
        for folder in [path for path in case.out.rglob("*") if path.is_dir()] + [case.out] * case.out.is_dir():
            folder.chmod(0o755 if writable else 0o555)
        return case.out.is_dir()
    for _ in range(200):
        if did("mount", "-o", f"remount,{'rw' if writable else 'ro'}", str(case.out.parent)):
            return True
        time.sleep(0.01)
    return False


def _mounted(case: Case, size: str) -> None:
    """Put OUT on a filesystem in memory, which is removed at the end of the case."""
    place = case.folder / "disk"
    mount(place, size)
    case.ends.append(lambda: unmount(place))
    case.out = place / "out"
    case.url = str(case.out)


_LIMITED = (
    "import resource, sys; sys.dont_write_bytecode = True; "  # Python would keep bytecode that the limit cuts off
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); from hardneg.cli import main; main()"
)
