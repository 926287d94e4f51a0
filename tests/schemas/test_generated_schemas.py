import json
from pathlib import Path

import yaml

from scripts.build_schemas import MODELS, OUT, texts

ROOT = Path(__file__).parents[2]


def test_the_generated_schemas_are_current() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in OUT.iterdir() if path.is_file()}

    assert there == texts(), "generate them again: python -m scripts.build_schemas"


def test_every_schema_describes_an_object() -> None:
    assert all(json.loads((OUT / f"{name}.schema.json").read_text())["type"] == "object" for name in MODELS)


def test_editors_find_the_schema_of_each_config() -> None:
    for path in (ROOT / "configs").glob("*.yaml"):
        first = path.read_text().splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), path.name
        assert (path.parent / first.partition("$schema=")[2]).resolve() == (OUT / "config.schema.json").resolve()
        assert yaml.safe_load(path.read_text()) is not None
