"""Mount filesystems in memory, where this process may."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path


@cache
def can_mount() -> bool:
    """Return whether this process may mount a filesystem, and have a namespace of its own for others."""
    with tempfile.TemporaryDirectory() as folder:
        mounted = did("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder)
        return mounted and did("umount", folder) and did("unshare", "--mount", "true")


def mount(place: Path, size: str) -> None:
    """Mount a filesystem of `size` at a new folder.

    Raises:
        RuntimeError: It cannot be mounted.
    """
    place.mkdir()
    if not did("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)):
        raise RuntimeError(f"{place}: a filesystem of {size} cannot be mounted")


def unmount(place: Path) -> None:
    """Detach the filesystem at a folder, also where a process still uses it."""
    did("umount", "--lazy", str(place))


def did(*words: str) -> bool:
    """Run a command, and return whether it succeeded."""
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False
