import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CAPTIONS = (
    "Two dogs run on the beach.",
    "A red car stands next to a tree.",
    "A man in a blue shirt holds an umbrella.",
    "Three cats sleep on a grey couch.",
    "A woman rides a bicycle on a street.",
)


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


@pytest.mark.slow
def test_a_wheel_has_one_top_level_name_and_holds_prompts_and_configs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"hardneg"}
    assert {"hardneg/prompts/count.yaml", "hardneg/configs/captions.yaml", "hardneg/report/page.html"} <= set(names)


@pytest.mark.slow
def test_a_machine_that_has_only_the_wheel_makes_negatives_in_any_folder(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home)
    packages = home / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    # Everything else that is installed here; the .pth file of an editable hardneg lies there too, and is not read.
    (packages / "others.pth").write_text("\n".join(path for path in sys.path if path.endswith("-packages")) + "\n")
    zipfile.ZipFile(wheel).extractall(packages)
    captions = tmp_path / "captions.txt"
    captions.write_text("\n".join(CAPTIONS) + "\n")
    python = home / "bin" / "python"
    words = ["run", "--input", str(captions), "--out", "out", "--config", "captions", "--set", "rewrite.method=rules"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    subprocess.run([python, "-m", "hardneg", *words], cwd=tmp_path, env=environment, check=True)
    code = "import hardneg, json; print(json.dumps([hardneg.__file__, hardneg.read_shards('out').num_rows]))"
    told = subprocess.run([python, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    file, rows = json.loads(told.stdout)

    assert Path(file).is_relative_to(packages)
    assert rows > 0
