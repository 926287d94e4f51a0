"""Start runs as processes of their own, find all that they start, and find what they leave in memory."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MARK = "FAULTS_MARK"
"""Environment variable that all processes of a case share, since children inherit it."""
MEMORY = Path("/dev/shm")
END_S = 600.0


def compiled(source: Path, folder: Path) -> Path:
    """Compile a library in C that LD_PRELOAD loads before libc's own, and return its file in `folder`."""
    library = folder / f"{source.stem}.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    return library


class Run:
    """A run is a process of the command line. Its output goes to a file, so that no pipe outlives it."""

    def __init__(self, words: list[str], log: Path, mark: str, env: Mapping[str, str] | None = None, memory: Path | None = None) -> None:
        """Start the process. Where `memory` is a folder, it stands in the place of /dev/shm for all that the run starts."""
        self.log = log
        self.mark = mark
        base = {name: value for name, value in os.environ.items() if not name.startswith(("HARDNEG_", "RAY_")) or name == "HARDNEG_CACHE"}
        base |= {"PYTHONPATH": str(ROOT / "pipeline"), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0"}
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [*(_own_memory(memory) if memory else ()), sys.executable, *words],
                cwd=ROOT,
                env=base | {MARK: mark} | dict(env or {}),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Return the id of the driver."""
        return self.process.pid

    def ended(self) -> bool:
        """Return whether the driver has ended."""
        return self.process.poll() is not None

    def wait(self, seconds: float = END_S) -> int | None:
        """Return the exit code; None where the driver does not end in time, which is then killed with all that it started."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            kill(*marked(self.mark))
            self.process.wait()
            return None

    def said(self) -> str:
        """Return what the process has printed."""
        return self.log.read_text(errors="replace")


def _own_memory(folder: Path) -> list[str]:
    """Return what starts a program in a namespace of mounts, in which `folder` is /dev/shm."""
    return ["unshare", "--mount", "sh", "-c", f'mount --bind "{folder}" {MEMORY} && exec "$@"', "sh"]


def new_mark() -> str:
    """Return a mark that no other process has."""
    return uuid.uuid4().hex


def marked(mark: str, *named: str) -> list[int]:
    """Return the ids of the living processes of a case, whose command line holds all of `named`."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        with suppress(OSError):
            if wanted in (place / "environ").read_bytes().split(b"\0") and _lives(place):
                line = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if all(each in line for each in named):
                    found.append(int(place.name))
    return found


def _lives(place: Path) -> bool:
    return (place / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0] not in "ZX"


def workers(mark: str) -> list[int]:
    """Return the processes that make parts: the single worker, or the actors of Ray's pools."""
    return marked(mark, "hardneg.engine.worker_process") or marked(mark, "ray::", "MapWorker")


def kill(*pids: int) -> None:
    """Kill processes, some of which may be gone."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def still_there(mark: str, seconds: float) -> list[str]:
    """Return the command lines of the processes of a case that do not end within `seconds`."""
    until = time.monotonic() + seconds
    while (left := marked(mark)) and time.monotonic() < until:
        time.sleep(0.2)
    lines = []
    for pid in left:
        with suppress(OSError):
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            lines.append(f"process {pid}: {command[:120]}")
    return lines
