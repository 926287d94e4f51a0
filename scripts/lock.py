"""Write the lock files in `requirements/locked`: `make lock`. `make setup` and CI install the files whose hashes are there.

What is locked stays; `--upgrade` takes the newest versions, `--upgrade-package NAME` those of one package. Needs the network.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.setup import COMPANIONS, LOCKED, ROOT, extras_of

UV = "uv==0.13.9"  # pip-tools resolves for the Python that runs it and downloads all packages; uv resolves for the Python named, in seconds
PLATFORM = ("--python-version", "3.11", "--python-platform", "x86_64-manylinux_2_31")  # as in setup.py; 2_31: the wheels of llguidance
SOURCES = ("jsonpath-rw",)  # has no wheels. Any other package without wheels is refused, since building one runs code.
FOLDERS = ("open_clip", "s3", "ray")
ALONE = ("open_clip", "ray")  # folders installed without dependencies, which `.venv` has
IMAGE = ("images", "cluster", "s3")  # the extras of deploy/Dockerfile beside the engine
HEADER = """\
# Written by `make lock`: do not edit. Versions and hashes for Python 3.11 on Linux x86_64 with glibc.
"""
SETTINGS = {"index-url": "UV_DEFAULT_INDEX", "find-links": "UV_FIND_LINKS", "constraint": "UV_CONSTRAINT"}

Pins = dict[str, str]
"""The text of each package in a lock file (version and hashes), by name."""


def main(words: list[str]) -> None:
    """Resolve all lists of requirements, then write their lock files."""
    extras = extras_of("cpu").split(",")
    with throw_away(UV) as tools:
        uv = Resolver(tools, words)
        base = uv.resolve(extras)
        consumers = uv.resolve([*extras, "consumers"], base)
        docs = uv.resolve([*extras, "docs"], consumers)
        folders = {name: uv.resolve_file(name) for name in FOLDERS}
        images = {"image-cpu": without(uv.resolve(["cpu", *IMAGE]), COMPANIONS), "image-gpu": uv.resolve(["gpu", *IMAGE])}
    others = {"consumers": without(consumers, base), "docs": without(docs, base), **folders}
    alone = {"torch": select(base, ["torch"]), "sources": select(base, SOURCES)}
    for name, pins in {"cpu": without(base, ["torch", *SOURCES]), **alone, **others}.items():
        write(name, without(pins, [] if name in FOLDERS else COMPANIONS))
    for name, pins in images.items():
        write(name, pins)


class Resolver:
    """uv, which reads what pip is set to read: index, find-links, constraints."""

    def __init__(self, tools: Path, words: list[str]) -> None:
        form = ("--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--no-config")
        kinds = ("--only-binary", ":all:", *(word for name in SOURCES for word in ("--no-binary", name)))
        self.command = [str(tools / "uv"), "pip", "compile", *words, *PLATFORM, *form, *kinds]
        pip = subprocess.run([str(tools / "python"), "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
        self.environ = {**os.environ, **settings(pip.stdout)}

    def resolve(self, extras: list[str], fixed: Pins | None = None) -> Pins:
        """Return the packages of some extras, with the versions of `fixed`."""
        words = ["pyproject.toml", *(word for extra in extras for word in ("--extra", extra))]
        with tempfile.TemporaryDirectory() as folder:
            if fixed:
                constraints = Path(folder, "fixed.txt")
                constraints.write_text("".join(fixed.values()), encoding="utf-8")
                words += ["--constraint", str(constraints)]
            return self.compile(words, (f"image-{extras[0]}", "torch", "cpu", "sources", "consumers", "docs"))

    def resolve_file(self, name: str) -> Pins:
        """Return the packages of `requirements/NAME.in`."""
        return self.compile([f"requirements/{name}.in", *(["--no-deps"] if name in ALONE else [])], (name,))

    def compile(self, words: list[str], former: tuple[str, ...]) -> Pins:
        """Run uv with the locked versions of the `former` lock files as its first choice."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder, "locked.txt")
            locked = [LOCKED / f"{name}.txt" for name in former]
            pins = {name: pin for path in locked if path.exists() for name, pin in pins_of(path.read_text(encoding="utf-8")).items()}
            output.write_text("".join(pins.values()), encoding="utf-8")
            if subprocess.run([*self.command, *words, "--output-file", str(output)], cwd=ROOT, env=self.environ, check=False).returncode:
                sys.exit("lock: uv found no versions that fit; see above. Is torch's CPU build missing? make lock PIP_FIND_LINKS=<page>")
            return pins_of(output.read_text(encoding="utf-8"))


@contextmanager
def throw_away(requirement: str) -> Iterator[Path]:
    """Yield the folder of programs of a temporary venv in which a tool is installed, so that it does not change `.venv`."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tools = Path(folder, "bin")
        if subprocess.run([str(tools / "python"), "-m", "pip", "install", "-qq", requirement], check=False).returncode:
            sys.exit(f"pip could not install {requirement}; its message is above")
        yield tools


def settings(listed: str) -> dict[str, str]:
    """Return what `pip config list` printed as variables of uv, which does not read pip's files.

    As variables, unlike options, they are in no list of processes.
    """
    found = dict(re.findall(r"^[\w:]*\.([\w-]+)=(.*)$", listed, re.MULTILINE))
    return {variable: " ".join(ast.literal_eval(found[name]).split()) for name, variable in SETTINGS.items() if name in found}


def pins_of(text: str) -> Pins:
    """Return the packages of a lock file."""
    return {re.split(r"[=\s]", pin)[0]: pin for pin in re.findall(r"^[\w.-]+==.*\n(?:[ ]+--hash=.*\n)*", text, re.MULTILINE)}


def select(pins: Pins, names: Iterable[str]) -> Pins:
    """Return the packages that are among `names`."""
    return {name: pins[name] for name in names if name in pins}


def without(pins: Pins, names: Iterable[str]) -> Pins:
    """Return the packages that are not among `names`."""
    left = set(names)
    return {name: pin for name, pin in pins.items() if name not in left}


def write(name: str, pins: Pins) -> None:
    """Write one lock file."""
    path = LOCKED / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "".join(pins.values()), encoding="utf-8")
    print(f"lock: {path.relative_to(ROOT)}, {len(pins)} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
