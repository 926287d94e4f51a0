"""Build tables of labelled scores from a few columns."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore


def labelled_scores(columns: Mapping[str, Any], shuffled: bool = False) -> pa.Table:
    """Return rows of `LabelledScore`; columns that are not given are null.

    `shuffled` adds scores with shuffled images that say nothing, where captions have scores.
    """
    if shuffled and "score_positive" in columns:
        noise = np.random.default_rng(99).normal(0.0, 1.0, (2, len(columns["valid"])))
        columns = {**columns, "shuffled_negative": noise[0], "shuffled_positive": noise[1]}
    schema = arrow_schema(LabelledScore)
    count = len(columns["valid"])
    arrays = [pa.array(columns[field.name], field.type) if field.name in columns else pa.nulls(count, field.type) for field in schema]
    return pa.table(arrays, schema=schema)
