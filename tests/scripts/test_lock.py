import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.lock import ALONE, FOLDERS, IMAGE, SOURCES, pins_of, settings
from scripts.setup import COMPANIONS, LOCKED, TORCH_CPU, extras_of

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
SETUP = ("torch", "cpu", "sources")
PLACE = {
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "sys_platform": "linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
}
ADVICE = "the lock files are older than pyproject.toml or requirements/*.in: run `make lock`, and commit what it writes"


def locked(*names: str) -> dict[str, str]:
    """Return the version of each package of some lock files."""
    texts = [(LOCKED / f"{name}.txt").read_text(encoding="utf-8") for name in names]
    return dict(re.findall(r"^([\w.-]+)==(\S+)", "".join(texts), re.MULTILINE))


def needs(pyproject: str, *extras: str) -> list[str]:
    project = tomllib.loads(pyproject)["project"]
    return [*project["dependencies"], *(need for extra in extras for need in project["optional-dependencies"][extra])]


def required_by(need: Requirement) -> Iterator[Requirement]:
    """Yield what the extras of a requirement add, such as those of `ray[data]`, where the package is installed."""
    for text in (
        importlib.metadata.requires(need.name) or [] if need.extras and any(importlib.metadata.distributions(name=need.name)) else []
    ):
        inner = Requirement(text)
        if inner.marker and any(inner.marker.evaluate({**PLACE, "extra": extra}) for extra in need.extras):
            yield inner


def unmet(texts: list[str], versions: dict[str, str]) -> list[str]:
    """Return the requirements that a lock file does not satisfy."""
    wanted = [Requirement(text) for text in texts]
    wanted = [need for need in wanted if need.marker is None or need.marker.evaluate(PLACE)]
    wanted += [inner for need in wanted for inner in required_by(need)]
    fits = {str(need): versions.get(canonicalize_name(need.name)) for need in wanted}
    return [
        text for text, version in fits.items() if version is None or not Requirement(text).specifier.contains(version, prereleases=True)
    ]


@pytest.mark.parametrize("extra", ["", "consumers", "docs"])
def test_the_lock_files_satisfy_pyproject(extra: str) -> None:
    extras = [*extras_of("cpu").split(","), *filter(None, [extra])]

    assert not unmet(needs(PYPROJECT, *extras), locked(*SETUP, *filter(None, [extra]))), ADVICE


@pytest.mark.parametrize("engine", ["cpu", "gpu"])
def test_the_lock_file_of_an_image_satisfies_pyproject(engine: str) -> None:
    assert not unmet(needs(PYPROJECT, engine, *IMAGE), locked(f"image-{engine}")), ADVICE


@pytest.mark.parametrize("name", FOLDERS)
def test_the_lock_file_of_a_folder_satisfies_its_list(name: str) -> None:
    texts = re.findall(r"^[^#\s].*$", (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)

    assert texts
    assert not unmet(texts, locked(name)), ADVICE
    assert name not in ALONE or len(locked(name)) == len(texts), ADVICE


@pytest.mark.parametrize(
    ("change", "to", "found"),
    [
        ('"httpx>=0.27"', '"httpx>=0.27", "zzz-new>=1"', "zzz-new>=1"),
        ('"httpx>=0.27"', '"httpx>=99"', "httpx>=99"),
        ('"ray[data,train]>=2.50"', '"ray[data,train,serve]>=2.50"', 'aiohttp_cors; extra == "serve"'),
        ('"pytest>=8.3"', '"pytest>=8.3", "zzz-new>=1; python_version >= \'3.11\'"', 'zzz-new>=1; python_version >= "3.11"'),
    ],
)
def test_a_dependency_that_is_not_locked_is_found(change: str, to: str, found: str) -> None:
    assert change in PYPROJECT

    assert found in unmet(needs(PYPROJECT.replace(change, to), *extras_of("cpu").split(",")), locked(*SETUP))


def test_all_that_a_locked_package_requires_is_locked() -> None:
    versions = locked(*SETUP)
    heads = [(each.read_text("METADATA") or "").partition("\n\n")[0] for each in importlib.metadata.distributions()]
    named = [(*re.findall(r"^(?:Name|Version): (.*)", head, re.MULTILINE), head) for head in heads if head]
    installed = [head for name, version, head in named if versions.get(canonicalize_name(name)) == version]
    needed = [Requirement(text) for head in installed for text in re.findall(r"^Requires-Dist: (.*)", head, re.MULTILINE)]
    needed = [need for need in needed if need.marker is None or need.marker.evaluate({**PLACE, "extra": ""})]
    if not installed:
        pytest.skip("no locked version is installed: `make setup LOCKED=no`")

    assert not [str(need) for need in needed if canonicalize_name(need.name) not in {*versions, *COMPANIONS}], ADVICE


def test_each_locked_file_has_hashes_and_no_file_names_an_index() -> None:
    files = sorted(LOCKED.glob("*.txt"))

    assert {path.stem for path in files} == {*SETUP, "consumers", "docs", "image-cpu", "image-gpu", *FOLDERS}
    for path in files:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        pins = "".join(line.replace(" \\", "") if line.startswith(" ") else "\n" + line.removesuffix(" \\") for line in lines).split("\n")[
            1:
        ]
        assert pins
        assert not [pin for pin in pins if not re.fullmatch(r"[a-z\d-]+==[\w.+]+(    --hash=sha256:[\da-f]{64})+", pin)], path.name


def test_torch_is_the_cpu_build_that_setup_names_and_its_companions_are_not_locked() -> None:
    versions = locked(*SETUP, "consumers", "docs")

    assert f"torch=={versions['torch']}" == TORCH_CPU
    assert Version(versions["torch"]).local == "cpu"
    assert not {*COMPANIONS} & {*versions}
    assert not {"torch", *SOURCES} & {*locked("cpu")}


def test_a_package_of_setup_is_in_no_other_lock_file_of_the_same_environment() -> None:
    assert not {*locked(*SETUP)} & {*locked("consumers"), *locked("docs")}
    assert all(locked("consumers")[name] == version for name, version in locked("docs").items() if name in locked("consumers"))


def test_lines_of_a_lock_file_are_read_as_packages() -> None:
    text = (
        f"# note\na-b==1.0 \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{'1' * 64}\nc==2+cpu \\\n    --hash=sha256:{'2' * 64}\n"
    )

    pins = pins_of(text)

    assert list(pins) == ["a-b", "c"]
    assert "".join(pins.values()) == text.removeprefix("# note\n")


def test_uv_is_given_the_settings_of_pip() -> None:
    listed = "global.index-url='https://packages.example/simple'\nglobal.timeout='9'\n:env:.find-links='/one\\n/two'\n"

    assert settings(listed) == {"UV_DEFAULT_INDEX": "https://packages.example/simple", "UV_FIND_LINKS": "/one /two"}


def test_lock_and_audit_need_the_standard_library_only() -> None:
    command = [sys.executable, "-S", "-c", "import scripts.audit, scripts.lock"]  # -S: without site-packages

    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
