"""Install what `make setup` does not: `python -m scripts.install_extra docs`, or libraries for tests in a folder of their own.

If setup installed the locked versions, this does so as well.
"""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement

from scripts.setup import BY_HASH, LOCKED, ROOT, WHEELS, is_locked


def install_extra(extra: str) -> list[str]:
    """Install what is missing of an extra of pyproject.toml, and return its requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs: list[str] = project["optional-dependencies"][extra]
    wanted = pins(extra) if is_locked() else needs
    if missing := [each for each in wanted if not is_installed(Requirement(each), sys.path)]:
        pip(*(by_lock(extra) if is_locked() else missing))
    return needs


def install_folder(name: str, folder: Path, words: Sequence[str] = ()) -> list[str]:
    """Install `requirements/NAME.in` into a folder of its own, unless it is there, and return its requirements."""
    needs = re.findall(r"^[^#\s].*$", (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
    wanted = pins(name) if is_locked() else needs
    if not all(is_installed(Requirement(each), [str(folder)]) for each in wanted):
        pip("--upgrade", "--target", str(folder), *(by_lock(name) if is_locked() else [*words, *needs]))
    return needs


def pins(name: str) -> list[str]:
    """Return the packages of a lock file, each with its version."""
    return re.findall(r"^[\w.-]+==[^\s;]+", (LOCKED / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE)


def by_lock(name: str) -> list[str]:
    """Return the options of pip that install a lock file."""
    return [*BY_HASH, *WHEELS, "-r", str(LOCKED / f"{name}.txt")]


def is_installed(need: Requirement, path: list[str]) -> bool:
    """Return whether a fitting version of a package is installed in one of the folders of `path`."""
    found = importlib.metadata.distributions(name=need.name, path=path)
    return any(need.specifier.contains(each.version, prereleases=True) for each in found)


def pip(*words: str) -> None:
    """Call `pip install`, and stop where it fails."""
    if subprocess.run([sys.executable, "-m", "pip", "install", "-qq", *words], check=False).returncode:
        sys.exit("pip could not install these libraries; its message is above")


if __name__ == "__main__":
    for word in sys.argv[1:]:
        install_extra(word)
