"""Check the Dockerfile without Docker: what it copies exists and is sent, what it installs is declared, and it does not run as root."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from hardneg.config import load
from hardneg.models.registry import MODELS
from scripts.lock import PLATFORM, pins_of

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


def test_it_installs_what_is_locked_for_the_python_of_the_lock_files() -> None:
    text = FILE.read_text()
    copied = [rest for name, rest in stages()[2] if name == "COPY"]
    (installed,) = (rest for name, rest in stages()[2] if name == "RUN" and "image-$ENGINE" in rest)

    assert f"ARG PYTHON={PLATFORM[PLATFORM.index('--python-version') + 1]}\n" in text
    assert {"--no-deps", "--require-hashes"} <= set(installed.split())
    assert all(f"requirements/locked/image-{engine}.txt" in copied[0] for engine in ("cpu", "gpu"))
    assert "pip install --no-cache-dir --no-deps /wheels/hardneg-*.whl" in text


@pytest.mark.parametrize("engine", ["cpu", "gpu"])
def test_it_has_the_library_by_which_ray_starts_nodes_on_aws(engine: str) -> None:
    """Ray's autoscaler runs in the head's container."""
    assert yaml.safe_load((ROOT / "deploy/ray-cluster.yaml").read_text())["provider"]["type"] == "aws"

    assert "boto3" in pins_of((ROOT / f"requirements/locked/image-{engine}.txt").read_text())


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


def test_the_image_has_the_small_models_that_the_config_of_clusters_names() -> None:
    config = load(str(ROOT / "configs/cluster.yaml"))
    named = {config.rewrite.llm.model, config.rewrite.balance.embedding_model, "minilm-l6-v2"}  # the last one is the encoder of `text`
    (told,) = re.findall(r'^ARG MODELS="(.*)"$', FILE.read_text(), re.MULTILINE)
    assert config.filter.match.text_model == "text"
    assert set(told.split()) == named & set(MODELS)
