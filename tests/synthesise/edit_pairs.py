"""Make a table of edit-instruction data, and the rows of the shards made of it. No test itself."""

from pathlib import Path
from typing import Any

import pandas as pd

from hardneg.shards.files import find_shards

RECORD: dict[str, Any] = {
    "source_image": {"bytes": b"one", "path": None},
    "edited_image": {"bytes": b"two", "path": None},
    "source_caption": "A red dog on a mat.",
    "target_caption": "A blue dog on a mat.",
    "edit_instruction": "make the dog blue",
    "id": "7",
}


def table(folder: Path, *records: dict[str, Any]) -> str:
    pd.DataFrame(list(records)).to_parquet(folder / "edits.parquet")
    return str(folder / "edits.parquet")


def shards(out: Path) -> list[dict[str, Any]]:
    return [row for path in find_shards(str(out)) for row in pd.read_parquet(path).to_dict("records")]
