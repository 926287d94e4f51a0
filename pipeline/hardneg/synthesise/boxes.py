"""Read bounding boxes of the phrases in captions from a table beside the input: `key`, `phrase`, `x`, `y`, `width`, `height`."""

from collections import defaultdict

import pyarrow as pa
import pyarrow.json

from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.synthesise.masks import Box

COLUMNS = ("key", "phrase", "x", "y", "width", "height")


def read_boxes(path: str) -> dict[str, list[Box]]:
    """Return the boxes by their key: that of the caption's record, or the name or path of its image.

    Raises:
        UserError: The table cannot be read, lacks a column, or a box does not lie in its image.
    """
    try:
        data = storage.read(path)
        if path.endswith((".parquet", ".pq")):
            table = storage.read_parquet(data)
        else:
            table = pa.json.read_json(pa.BufferReader(data), pa.json.ReadOptions(use_threads=False))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise UserError(f"synthesise.boxes {path}: cannot be read ({' '.join(str(error).split())[:200]}); give Parquet or JSONL") from None
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise UserError(f"synthesise.boxes {path}: no column {missing[0]}; it needs {', '.join(COLUMNS)}")
    found: defaultdict[str, list[Box]] = defaultdict(list)
    for number, (key, phrase, *numbers) in enumerate(zip(*(table[name].to_pylist() for name in COLUMNS), strict=True)):
        if key is None or phrase is None or not all(isinstance(each, int | float) and 0 <= each <= 1 for each in numbers):
            raise UserError(f"synthesise.boxes {path}, row {number}: a box is a key, a phrase and four shares of the image's sides, 0 to 1")
        found[str(key)].append(Box(str(phrase), *map(float, numbers)))
    return dict(found)
