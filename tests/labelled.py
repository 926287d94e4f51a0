"""Build tables of labelled scores from a few columns."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore


def labelled_scores(columns: Mapping[str, Any]) -> pa.Table:
    """Return rows of `LabelledScore`; columns that are not given are null."""
    schema = arrow_schema(LabelledScore)
    count = len(columns["valid"])
    arrays = [pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(count, field.type) for field in schema]
    return pa.table(arrays, schema=schema)
