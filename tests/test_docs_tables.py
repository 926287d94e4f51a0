import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.explanations import EXPLANATIONS
from hardneg.schemas.reasons import ImageReason, Reason
from hardneg.schemas.rows import ShardRow
from hardneg.schemas.section import StageSection
from scripts.docs_tables import config_table, on_page_markdown

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def page(name: str) -> str:
    return on_page_markdown((REFERENCE / name).read_text())


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def keys_of(schema: dict[str, Any], definitions: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the dotted keys of a JSON Schema; those of every stage as `<stage>.key`, and no key of `synthesise.match`."""
    for name, each in schema["properties"].items():
        references = [option["$ref"] for option in (each, *each.get("anyOf", ())) if "$ref" in option]
        inner = next((found for ref in references if "properties" in (found := definitions[ref.rpartition("/")[2]])), None)
        if inner is None or "anyOf" in each:
            yield f"<stage>.{name}" if name in StageSection.model_fields and prefix.count(".") == 1 else prefix + name
        if inner is not None and prefix + name != "synthesise.match":
            yield from keys_of(inner, definitions, f"{prefix}{name}.")


def test_the_page_of_the_config_has_every_key_once() -> None:
    schema = Config.model_json_schema()
    tables = page("config.md").split("## Workers of a stage")[1]  # after the table of shipped configs
    shown = first_cells(tables)
    assert set(shown) == set(keys_of(schema, schema["$defs"]))
    assert len(shown) == len(set(shown))


def test_every_key_has_a_meaning() -> None:
    assert not [line for line in page("config.md").splitlines() if re.search(r"\|\s*(†\s*)?\|$", line) and line.startswith("| `")]


def test_a_key_that_cannot_change_a_result_is_marked() -> None:
    table = config_table("rewrite.llm")
    assert re.search(r"^\| `rewrite.llm.retries` .* † \|$", table, re.MULTILINE)
    assert re.search(r"^\| `rewrite.llm.dtype` .*[^†] \|$", table, re.MULTILINE)


def test_a_choice_lists_its_values_and_text_with_blanks_is_quoted() -> None:
    table = config_table("captions")
    assert "| `captions.form` | `caption`, `tags` | `caption` |" in table
    assert '| `captions.separator` | text | `", "` |' in table


def test_the_page_of_the_columns_has_every_column_in_order() -> None:
    assert first_cells(page("columns.md")) == arrow_schema(ShardRow).names


@pytest.mark.parametrize("kind", [Reason, ImageReason])
def test_every_reason_is_explained(kind: type[Reason] | type[ImageReason]) -> None:
    explained = {each.reason for group in EXPLANATIONS.values() for each in group if isinstance(each.reason, kind)}
    assert explained == set(kind)
    assert {str(reason) for reason in kind} <= set(first_cells(page("rejects.md")))


def test_a_marker_of_an_unknown_section_is_an_error() -> None:
    with pytest.raises(KeyError):
        on_page_markdown("{{ config captions.nothing }}")
