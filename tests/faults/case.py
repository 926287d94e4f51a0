"""Run one case: a fault, then the next run, then what is wrong in the end."""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from faults.mounts import can_mount, mount, unmount
from faults.processes import Run, kill, marked, new_mark, still_there
from faults.settings import Reference, Setting, contents, files_of, rows_of

from hardneg.report.verify import verify

TRIES = 4
"""Number of times that a fault is tried whose moment comes too late, such as after the end of the run."""
GRACE_S = 60.0
"""Seconds in which the processes of a run must have ended, once its driver has. Those of Ray look for each other every few seconds."""


class MissedError(Exception):
    """Say that a run ended each time before the moment of the fault."""


class Case:
    """A case is a folder, the run that is disturbed in it, and a generator that all its choices come from."""

    def __init__(self, setting: Setting, reference: Reference, folder: Path, chance: random.Random) -> None:
        self.setting, self.reference, self.folder, self.chance = setting, reference, folder, chance
        self.out = folder / "out"
        self.url = str(self.out)
        self.mark = new_mark()
        self.wrong: list[str] = []
        self.began = time.monotonic()
        self.runs = 0
        self.silent = False
        self.launcher = ["-m", "hardneg"]
        self.start_env: dict[str, str] = {}
        self.said = ""
        self.ends: list[Callable[[], None]] = []
        self.memory = self._memory() if can_mount() else None

    def _memory(self) -> Path:
        """Mount shared memory that only the processes of this case use, so that what they leave in it is known."""
        place = self.folder / "shm"
        mount(place, "1g")
        self.ends.append(lambda: unmount(place))
        return place

    def start(self, *extra: str, words: list[str] | None = None, env: dict[str, str] | None = None) -> Run:
        """Start the command of the setting, with further values of the config."""
        self.runs += 1
        words = words or [*self.launcher, *self.setting.options(self.url, self.reference.captions, *extra)]
        return Run(words, self.folder / f"log-{self.runs}", self.mark, self.start_env | (env or {}), self.memory)

    def files(self) -> dict[str, bytes]:
        """Return all files of OUT."""
        return files_of(self.out)

    def check_refused(self, run: Run, code: int | None) -> None:
        """Check that a run which could not go on said so in lines, and not by a traceback or in silence."""
        self.said = next((line for line in run.said().splitlines() if line.startswith("hardneg: ")), "").replace(str(self.folder), "")
        if code is None:
            self.wrong.append("the disturbed run does not end")
        elif "Traceback (most recent call last)" in run.said():
            self.wrong.append(f"the disturbed run ends in a traceback: {run.said().strip().splitlines()[-1]}")
        elif code not in (0, -9) and not self.said:
            self.wrong.append(f"the disturbed run ends with {code} and says nothing")

    def check_processes(self) -> None:
        """Check that all processes of the case end by themselves."""
        if left := still_there(self.mark, GRACE_S):
            self.wrong += left
            kill(*marked(self.mark))


Disturb = Callable[[Case], bool]
"""It disturbs a case, and returns whether the fault hit; a run that ended before was not disturbed."""


class Verdict(NamedTuple):
    """Say what became of a fault. `lost` and `twice` count rows of the shards; `unequal` names files; `left` names what was left behind."""

    kind: str
    setting: str
    lost: int
    twice: int
    unequal: list[str]
    left: list[str]
    seconds: float
    said: str

    @property
    def holds(self) -> bool:
        """Return whether nothing is wrong."""
        return not (self.lost or self.twice or self.unequal or self.left)


def judge(kind: str, disturb: Disturb, setting: Setting, reference: Reference, folder: Path, chance: random.Random) -> Verdict:
    """Disturb a run, let the next run finish it, and compare the result with the undisturbed run.

    Raises:
        MissedError: The fault never hits, so that the case shows nothing.
    """
    for attempt in range(TRIES):
        place = folder / f"try-{attempt}"
        place.mkdir(parents=True)
        case = Case(setting, reference, place, chance)
        try:
            if disturb(case):
                return judged(kind, case)
            case.wrong.clear()
        finally:
            kill(*marked(case.mark))
            for end in reversed(case.ends):
                end()
        shutil.rmtree(place, ignore_errors=True)
    raise MissedError(f"{kind}, {setting.name}: the run ended {TRIES} times before the fault")


def judged(kind: str, case: Case) -> Verdict:
    """Let the next run finish the case, and return what is wrong then."""
    case.check_processes()
    last = case.start()
    code = last.wait()
    if code == 0 and case.silent and verify(str(case.out)):
        repair = case.start(words=["-m", "hardneg", "verify", case.url, "--repair"])
        repair.wait()
        case.said = "found by `verify --repair`"
        last = case.start()
        code = last.wait()
    unequal = [] if code == 0 else [f"the next run ends with {code}: {last.said().strip()[-300:]}"]
    case.check_processes()
    case.wrong += [f"/dev/shm/{path.name}" for path in case.memory.iterdir()] if case.memory else []
    files = case.files()
    unequal += [f"verify: {problem}" for problem in _verified(case, files)]
    found, wanted = contents(files), case.reference.files
    unequal += [name for name in sorted(found.keys() & wanted.keys()) if found[name] != wanted[name]]
    unequal += [f"{name} is missing" for name in sorted(wanted.keys() - found.keys())]
    left = [*case.wrong, *(f"{name} is left" for name in sorted(found.keys() - wanted.keys()))]
    rows = rows_of(files) if code == 0 else {}
    lost = sum(rows.get(each, 0) == 0 for each in case.reference.rows)
    twice = sum(count > 1 for count in rows.values())
    verdict = Verdict(kind, case.setting.name, lost, twice, unequal, left, time.monotonic() - case.began, case.said)
    if verdict.holds:
        for end in reversed(case.ends):
            end()
        case.ends.clear()
        shutil.rmtree(case.folder)
    return verdict


def _verified(case: Case, files: dict[str, bytes]) -> list[str]:
    """Return what `verify` finds, of a copy on this machine where OUT is elsewhere."""
    if case.url == str(case.out):
        return verify(case.url)
    copy = case.folder / "copy"
    for name, data in files.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(data)
    return verify(str(copy))
