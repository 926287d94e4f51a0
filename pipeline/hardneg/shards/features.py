"""Write the metadata of the Parquet schema: the row format, and the features by which `datasets` decodes columns of images."""

import json
from collections.abc import Collection
from typing import Any

import pyarrow as pa

from hardneg.schemas.rows import FORMAT, FORMAT_KEY

IMAGES = ("image", "negative_image")


def with_features(schema: pa.Schema, decoded: Collection[str] = IMAGES) -> pa.Schema:
    """Return `schema` with the features and the version of the row format in its metadata.

    Images that are not in `decoded` stay structs: `datasets` would open every path, relative ones from the wrong folder.
    """
    features = {field.name: {"_type": "Image"} if field.name in decoded else feature(field.type) for field in schema}
    return schema.with_metadata({"huggingface": json.dumps({"info": {"features": features}}), FORMAT_KEY: str(FORMAT)})


def feature(kind: pa.DataType, image: pa.DataType | None = None) -> Any:
    """Return the feature of `datasets` for an Arrow type: `Image` for the type `image`, values, structs and lists."""
    if kind == image:
        return {"_type": "Image"}
    if pa.types.is_struct(kind):
        return {field.name: feature(field.type, image) for field in kind}
    if pa.types.is_list(kind):
        return [feature(kind.value_type, image)]
    return {"dtype": {"float": "float32", "double": "float64"}.get(str(kind), str(kind)), "_type": "Value"}
