"""Change, shorten or remove a published file of a run that has ended, finished or not."""

import shutil
from pathlib import Path

from faults.case import Case

STAGES = ("input", "captions", "parse", "rewrite", "filter", "flat", "shards")


def corrupted(case: Case) -> bool:
    """Change some bytes of a file. The run need not read the file again, so `hardneg verify --repair` may have to find it."""
    path = _chosen(case)
    data = bytearray(path.read_bytes())
    for _ in range(case.chance.randint(1, 8)):
        data[case.chance.randrange(len(data))] ^= case.chance.randint(1, 255)
    case.silent = True
    if bytes(data) == path.read_bytes():
        return False
    path.write_bytes(data)
    return True


def truncated(case: Case) -> bool:
    """Cut a file off, as a disk without a flush may do; an empty file is possible."""
    path = _chosen(case)
    path.write_bytes(path.read_bytes()[: case.chance.randrange(path.stat().st_size)])
    return True


def deleted(case: Case) -> bool:
    """Remove a file."""
    _chosen(case).unlink()
    return True


def _chosen(case: Case) -> Path:
    """Copy the undisturbed run, or a run that was stopped after one of its stages, and return one of its files."""
    shutil.copytree(case.reference.out, case.out)
    if case.chance.random() < 0.5:
        last = case.chance.randrange(1, len(STAGES) - 1)
        for stage in (*STAGES[last + 1 :], "report"):
            shutil.rmtree(case.out / stage)
    files = [path for path in sorted(case.out.rglob("*")) if path.is_file() and path.stat().st_size and path.parent.name != "report"]
    path = case.chance.choice(files)
    case.said = str(path.relative_to(case.out))
    return path
