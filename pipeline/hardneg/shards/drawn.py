"""Write drawn images as files beside the shards. The row then holds a path relative to the folder of the shards."""

import hashlib
import re

import pyarrow as pa

from hardneg.engine import storage
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ShardRow

FOLDER = "negative-images"
ENDINGS = {"png": "png", "jpeg": "jpg", "webp": "webp"}
_PLAIN = re.compile(r"[0-9A-Za-z_-]{1,100}")


def with_files(rows: pa.Table, folder: str, format: str) -> tuple[pa.Table, dict[str, str]]:
    """Write the bytes of `negative_image` and `other_images` to files, and replace them by their paths.

    Args:
        rows: Rows of `ShardRow`.
        folder: Folder of the shards.
        format: Format of the images.

    Returns:
        The rows, and the SHA-256 of each file by its name.
    """
    written: dict[str, str] = {}

    def filed(image: dict[str, bytes | str | None] | None, identity: str, number: int) -> dict[str, bytes | str | None] | None:
        data = image["bytes"] if image is not None else None
        if not isinstance(data, bytes):
            return image
        name = _name(identity, number, format)
        written[name] = storage.write(storage.join(folder, name), data)
        return {"bytes": None, "path": name}

    first, others = [], []
    for row in rows.select(["id", "negative_image", "other_images"]).to_pylist():
        first.append(filed(row["negative_image"], row["id"], 0))
        more = row["other_images"]
        others.append(None if more is None else [each | {"image": filed(each["image"], row["id"], i + 1)} for i, each in enumerate(more)])
    schema = arrow_schema(ShardRow)
    for name, values in (("negative_image", first), ("other_images", others)):
        index = rows.schema.get_field_index(name)
        rows = rows.set_column(index, rows.schema.field(index), pa.array(values, schema.field(name).type))
    return rows, written


def _name(identity: str, number: int, format: str) -> str:
    """Return a file name for an id, in one of 256 folders, so that no folder grows too large to list."""
    hashed = hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
    plain = identity if _PLAIN.fullmatch(identity) else hashed
    return f"{FOLDER}/{hashed[:2]}/{plain}{f'-{number}' if number else ''}.{ENDINGS[format]}"
