"""Generate the tables of the reference pages: an MkDocs hook, named in `mkdocs.yml`.

A line `{{ config SECTION }}`, `{{ columns }}` or `{{ reasons STAGE }}` of a page is replaced by a table. Tables come from the config
models, the schema of the shards, and the explanations of reasons.
"""

import json
import re
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.explanations import EXPLANATIONS
from hardneg.schemas.rows import ShardRow
from hardneg.schemas.section import StageSection
from hardneg.shards.card import COLUMNS

MARKER = re.compile(r"^\{\{ (\w+) ?([\w.<>]*) \}\}$", re.MULTILINE)
EVERY_STAGE = "<stage>"
TOP = "top"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the markers of a page by tables; MkDocs calls this for every page.

    Raises:
        KeyError: A marker names no table, section or stage.
    """
    return MARKER.sub(lambda match: TABLES[match[1]](match[2]), markdown)


def config_table(section: str) -> str:
    """Return the keys of a config section with default and meaning; `<stage>` is the keys of every stage, `top` those of no section."""
    model: type[BaseModel] = StageSection if section == EVERY_STAGE else Config
    for name in section.split(".") if section not in (EVERY_STAGE, TOP) else ():
        inner = _section(model.model_fields[name])
        if inner is None:
            raise KeyError(f"{section} is no section of the config")
        model = inner
    prefix = "" if section == TOP else f"{section}."
    shared = () if section == EVERY_STAGE else StageSection.model_fields
    rows = [
        (f"`{prefix}{name}`", _type(info.annotation), f"`{_default(info)}`", _meaning(info))
        for name, info in model.model_fields.items()
        if name not in shared and (_section(info) is None or _can_be_null(info))
    ]
    return table(("key", "type", "default", "meaning"), rows)


def columns_table(_: str) -> str:
    """Return the columns of the shards with their types."""
    rows = [(f"`{field.name}`", arrow_name(field.type), COLUMNS[field.name]) for field in arrow_schema(ShardRow)]
    return table(("column", "type", "meaning"), rows)


def reasons_table(stage: str) -> str:
    """Return the reasons of one stage with meaning and advice."""
    rows = [(f"`{each.reason}`", each.meaning, each.advice) for each in EXPLANATIONS[stage]]
    return table(("reason", "meaning", "what to do"), rows)


TABLES = {"config": config_table, "columns": columns_table, "reasons": reasons_table}


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def arrow_name(kind: pa.DataType) -> str:
    """Return the name of an Arrow type in a few words."""
    if pa.types.is_list(kind):
        return f"list of {arrow_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "struct of " + ", ".join(field.name for field in kind)
    return {"float": "float32", "double": "float64"}.get(str(kind), str(kind))


def _section(info: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a field that is a section, whether it may be null or not."""
    candidates = (info.annotation, *get_args(info.annotation))
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)


def _can_be_null(info: FieldInfo) -> bool:
    return type(None) in get_args(info.annotation)


def _default(info: FieldInfo) -> str:
    """Return the default as YAML in one line."""
    value = info.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see below"
    if isinstance(value, str):
        return value if value.strip() == value and value else json.dumps(value)
    return json.dumps(_plain(value)).replace('"', "")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def _type(annotation: Any) -> str:
    """Return the type of a field in the words of a user: the values of a choice, or the name of a type."""
    arguments = get_args(annotation)
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if get_origin(annotation) in (list, dict):
        return "list" if get_origin(annotation) is list else "mapping"
    if type(None) in arguments:
        return ", ".join([*(_type(each) for each in arguments if each is not type(None)), "`null`"])
    if arguments:  # Annotated
        return _type(arguments[0])
    return {bool: "`true`, `false`", int: "integer", float: "number", str: "text"}.get(annotation, "section")


def _meaning(info: FieldInfo) -> str:
    """Return the description of a field; † marks a key that cannot change a result."""
    extra = info.json_schema_extra
    free = isinstance(extra, dict) and extra.get("fingerprint") is False
    return (info.description or "") + (" †" if free else "")
