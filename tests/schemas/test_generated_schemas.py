import json
from pathlib import Path
from typing import Any

import yaml

from scripts.build_schemas import MODELS, OUT, texts

ROOT = Path(__file__).parents[2]


def meaning(schema: Any) -> Any:
    """Remove what versions of pydantic write differently: titles, the order of keys and names, an `enum` of one value."""
    if isinstance(schema, list):
        return [meaning(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: meaning(value) for key, value in schema.items() if key != "title" or not isinstance(value, str)}
    if "const" in found:
        found.pop("enum", None)
        found.pop("type", None)
    for key in ("required", "enum"):
        if isinstance(found.get(key), list):
            found[key] = sorted(map(str, found[key]))
    return found


def test_there_is_a_file_for_each_model_and_no_other() -> None:
    assert {path.name for path in OUT.iterdir() if path.is_file()} == set(texts())


def test_the_generated_schemas_are_current() -> None:
    for name, text in texts().items():
        there = (OUT / name).read_text(encoding="utf-8")
        same = meaning(json.loads(there)) == meaning(json.loads(text)) if name.endswith(".json") else there == text
        assert same, f"{name}: generate them again: python -m scripts.build_schemas"


def test_a_changed_field_is_no_minor_difference() -> None:
    schema = {"title": "Row", "properties": {"title": {"type": "string", "title": "Title"}}, "required": ["title"]}

    assert meaning(schema) == meaning({**schema, "title": "Line"})
    assert meaning(schema) != meaning({**schema, "required": []})
    assert meaning(schema) != meaning({**schema, "properties": {"title": {"type": "integer"}}})


def test_every_schema_describes_an_object() -> None:
    assert all(json.loads((OUT / f"{name}.schema.json").read_text())["type"] == "object" for name in MODELS)


def test_editors_find_the_schema_of_each_config() -> None:
    for path in (ROOT / "configs").glob("*.yaml"):
        first = path.read_text().splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), path.name
        assert (path.parent / first.partition("$schema=")[2]).resolve() == (OUT / "config.schema.json").resolve()
        assert yaml.safe_load(path.read_text()) is not None
