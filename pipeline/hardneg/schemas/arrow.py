"""Derive Arrow schemas from the pydantic models of `hardneg.schemas.rows`."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Int32 = Annotated[int, pa.int32()]
Int64 = Annotated[int, pa.int64()]
Float32 = Annotated[float, pa.float32()]

_PLAIN: dict[type, pa.DataType] = {
    str: pa.string(),
    bytes: pa.binary(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
}


class After(NamedTuple):
    """Place a column directly after another one, where a model that inherits fields would have it last."""

    name: str


@cache
def arrow_schema(model: type[BaseModel]) -> pa.Schema:
    """Return the schema of a table whose rows are `model`.

    Raises:
        TypeError: A field's type has no Arrow counterpart here.
    """
    return pa.schema(_fields(model))


def to_table(rows: Sequence[BaseModel], model: type[BaseModel]) -> pa.Table:
    """Return a table of `rows`, in order. For small tables and tests, because it goes through Python objects."""
    return pa.Table.from_pylist([row.model_dump() for row in rows], schema=arrow_schema(model))


def columns(model: type[BaseModel]) -> list[str]:
    """Return the names of the columns of `model`, in order."""
    names = list(model.model_fields)
    for name, info in model.model_fields.items():
        place = next((item.name for item in info.metadata if isinstance(item, After)), None)
        if place in names:
            names.remove(name)
            names.insert(names.index(place) + 1, name)
    return names


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    return [_field(name, model.model_fields[name]) for name in columns(model)]


def _field(name: str, info: FieldInfo) -> pa.Field:
    marked = next((item for item in info.metadata if isinstance(item, pa.DataType)), None)
    arrow, nullable = _type(info.annotation)
    return pa.field(name, marked or arrow, nullable)


def _type(annotation: Any) -> tuple[pa.DataType, bool]:
    """Return the Arrow type of an annotation, and whether it admits None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        base, *marks = get_args(annotation)
        arrow = next((mark for mark in marks if isinstance(mark, pa.DataType)), None)
        return (arrow, False) if arrow is not None else _type(base)
    if origin in (Union, UnionType):
        inner = [arg for arg in get_args(annotation) if arg is not NoneType]
        if len(inner) != 1:
            raise TypeError(f"a union of several types has no Arrow type: {annotation}")
        return _type(inner[0])[0], True
    if origin is list:
        item, nullable = _type(get_args(annotation)[0])
        return pa.list_(pa.field("element", item, nullable)), False
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return pa.struct(_fields(annotation)), False
        if issubclass(annotation, Enum):
            return pa.string(), False
        if annotation in _PLAIN:
            return _PLAIN[annotation], False
    raise TypeError(f"no Arrow type for {annotation}")
