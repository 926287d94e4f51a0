"""Identify a process across machines and reboots, and find out whether it lives."""

import getpass
import os
import socket
from contextlib import suppress
from pathlib import Path

from hardneg.schemas.record import Record

NO_CONTAINER = "pid:[4026531836]"
"""Namespace of process ids that Linux gives to processes outside containers, the same on every machine."""


class Process(Record):
    """Identify a process.

    `machine` and `boot` are the ids that Linux gives a machine and its boot, and `namespace` is that of the process ids, which each
    container has for itself. `born` is when the process started, in clock ticks since the boot. Each is empty where it is not known.
    """

    host: str
    user: str
    pid: int
    machine: str = ""
    boot: str = ""
    namespace: str = ""
    born: str = ""


def this_process() -> Process:
    """Return the identity of this process."""
    pid = os.getpid()
    return Process(
        host=socket.gethostname(),
        user=_user(),
        pid=pid,
        machine=_text("/etc/machine-id"),
        boot=_text("/proc/sys/kernel/random/boot_id"),
        namespace=_namespace(),
        born=_born(pid) or "",
    )


def is_alive(process: Process, seen_from: Process | None = None) -> bool | None:
    """Return whether `process` lives; None where that cannot be known here, as for a process of another machine or container."""
    here = seen_from or this_process()
    if process.host != here.host:
        return None
    if process.boot != here.boot:
        rebooted = process.machine == here.machine != "" and process.namespace == here.namespace == NO_CONTAINER
        return False if rebooted else None
    if process.namespace != here.namespace:
        return None
    if not here.boot:
        return _answers(process.pid) if process.machine == here.machine else None
    return (born := _born(process.pid)) is not None and born == process.born


def _born(pid: int) -> str | None:
    """Return when a process started, in clock ticks since the boot; None where it is gone, or dead and not yet collected by its parent."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    state, born = fields[0], fields[19]
    return None if state in "ZX" else born


def _answers(pid: int) -> bool:
    """Return whether a process has this id, on systems without /proc."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _namespace() -> str:
    with suppress(OSError):
        return str(Path("/proc/self/ns/pid").readlink())
    return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under an id that has no name
        return str(os.getuid())


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
