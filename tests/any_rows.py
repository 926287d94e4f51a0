"""Generate rows of every kind with arbitrary values, by hypothesis. No test itself."""

from enum import Enum
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import pyarrow as pa
from hypothesis import strategies as st
from pydantic import BaseModel

from hardneg.schemas.calibration import LabelledScore
from hardneg.schemas.rows import CaptionRow, InputRow, ParsedRow, Reject, RewrittenRow, Row, ShardRow

ROWS: tuple[type[Row], ...] = (InputRow, CaptionRow, ParsedRow, RewrittenRow, ShardRow, Reject, LabelledScore)
"""All that stand in tables of their own; every struct of `hardneg.schemas.rows` is inside one of them."""

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=4),  # UTF-8 has no surrogates
    bytes: st.binary(max_size=4),
    bool: st.booleans(),
    float: st.floats(allow_nan=False),
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float32(): st.floats(width=32, allow_nan=False),
}


@cache
def rows(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Rows of which no field is left to its default."""
    fields = {name: _values(info.annotation, info.metadata) for name, info in model.model_fields.items()}
    return st.builds(model, **fields)


def _values(annotation: Any, marks: Any = ()) -> st.SearchStrategy[Any]:
    arrow = next((mark for mark in marks if isinstance(mark, pa.DataType)), None)
    if arrow is not None:
        return _PLAIN[arrow]
    if get_origin(annotation) is Annotated:
        return _values(get_args(annotation)[0], get_args(annotation)[1:])
    if get_origin(annotation) is list:
        return st.lists(_values(get_args(annotation)[0]), max_size=2)
    if NoneType in get_args(annotation):
        return st.none() | _values(next(each for each in get_args(annotation) if each is not NoneType))
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    return st.sampled_from(list(annotation)) if issubclass(annotation, Enum) else rows(annotation)
