"""Check the Dockerfile without Docker: what it copies exists and is sent, what it installs is declared, and it does not run as root."""

import re
import tomllib
from pathlib import Path

from scripts.setup import TORCH_CPU

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy/Dockerfile"


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions before the first stage and of each stage: name and arguments."""
    lines = [line for line in FILE.read_text().splitlines() if not line.lstrip().startswith("#")]
    text = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    found: list[list[tuple[str, str]]] = [[]]
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, rest = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def test_every_instruction_is_one_of_docker() -> None:
    assert {name for stage in stages() for name, _ in stage} <= {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "CMD"}


def test_what_is_copied_exists_and_is_sent_to_docker() -> None:
    ignore = [line for line in (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines() if not line.startswith("#")]
    copied = [rest.split()[:-1] for stage in stages() for name, rest in stage if name == "COPY" and "--from" not in rest]
    names = {name for some in copied for name in some}
    assert [name for name in sorted(names) if not (ROOT / name).exists()] == []
    assert {name.split("/")[0] for name in names} == {line[1:] for line in ignore if line.startswith("!")}
    assert ignore[0] == "*"


def test_the_wheel_is_built_from_all_that_it_holds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {path.split("/")[0] for path in project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]}
    needed |= {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml"}
    assert {name for kind, rest in stages()[1] if kind == "COPY" for name in rest.split()[:-1]} == needed


def test_it_installs_extras_that_are_declared_and_the_torch_of_the_set_up() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    (installed,) = re.findall(r"hardneg-\*\.whl\)\[([^\]]+)\]", FILE.read_text())
    engine, *others = installed.split(",")
    assert engine == "$ENGINE"
    assert {"cpu", "gpu", *others} <= set(extras)
    assert f"ARG TORCH={TORCH_CPU.partition('==')[2]}\n" in FILE.read_text()


def test_python_is_one_that_the_package_supports() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    (version,) = re.findall(r"^ARG PYTHON=(\d+)\.(\d+)$", FILE.read_text(), re.M)
    assert tuple(map(int, version)) >= tuple(map(int, re.findall(r"\d+", wanted)))
    assert all(rest.startswith("python:${PYTHON}-slim") for stage in stages()[1:] for name, rest in stage if name == "FROM")


def test_it_does_not_run_as_root_and_installs_nothing_as_user() -> None:
    last = stages()[-1]
    users = [at for at, (name, _) in enumerate(last) if name == "USER"]
    assert [last[at][1] for at in users] == ["hardneg"]
    assert any(name == "RUN" and "useradd" in rest and "--uid 1000" in rest for name, rest in last[: users[0]])
    assert not any("apt-get" in rest or "pip " in rest for _, rest in last[users[0] :])
    assert last[-1][0] == "CMD"
