import io
from enum import StrEnum
from typing import Annotated

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from any_rows import ROWS, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from hardneg.schemas.arrow import After, Float32, Int32, Int64, arrow_schema, columns, to_table


class Colour(StrEnum):
    RED = "red"


class Inner(BaseModel):
    one: Int32
    two: Colour | None = None


class Outer(BaseModel):
    text: str
    data: bytes
    flag: bool
    plain: int
    long: Int64
    short: Float32 | None
    inner: Inner
    perhaps: Inner | None
    nested: list[list[Inner]]


def test_types_and_what_may_be_null_follow_from_the_model() -> None:
    inner = pa.struct([pa.field("one", pa.int32(), False), pa.field("two", pa.string(), True)])
    assert arrow_schema(Outer) == pa.schema(
        [
            pa.field("text", pa.string(), False),
            pa.field("data", pa.binary(), False),
            pa.field("flag", pa.bool_(), False),
            pa.field("plain", pa.int64(), False),
            pa.field("long", pa.int64(), False),
            pa.field("short", pa.float32(), True),
            pa.field("inner", inner, False),
            pa.field("perhaps", inner, True),
            pa.field("nested", pa.list_(pa.field("element", pa.list_(pa.field("element", inner, False)), False)), False),
        ]
    )


@pytest.mark.parametrize("annotation", [int | str, dict[str, int], tuple[int, int], object])
def test_what_arrow_has_no_type_for_is_refused(annotation: type) -> None:
    model = type("Bad", (BaseModel,), {"__annotations__": {"field": annotation}})
    with pytest.raises(TypeError):
        arrow_schema(model)


@pytest.mark.parametrize("model", ROWS)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_rows_come_back_from_parquet_as_they_were(model: type[BaseModel], data: st.DataObject) -> None:
    made = data.draw(st.lists(rows(model), min_size=1, max_size=2))
    sink = io.BytesIO()
    pq.write_table(to_table(made, model), sink)
    again = pq.read_table(sink)
    assert again.schema == arrow_schema(model)
    assert [model.model_validate(row) for row in again.to_pylist()] == made


def test_rows_keep_their_order_and_none_are_an_empty_table() -> None:
    some = [Inner(one=number) for number in (3, 1, 2)]
    assert to_table(some, Inner)["one"].to_pylist() == [3, 1, 2]
    assert to_table([], Inner).schema == arrow_schema(Inner)


class Parent(BaseModel):
    first: str
    last: str


class Child(Parent):
    second: Annotated[str, After("first")]
    third: Annotated[str, After("second")]
    nowhere: Annotated[str, After("no such column")]


def test_a_column_is_placed_after_the_one_that_it_names() -> None:
    assert columns(Child) == ["first", "second", "third", "last", "nowhere"]
    assert arrow_schema(Child).names == columns(Child)
