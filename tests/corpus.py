"""Captions for tests: our own of ten kinds in tests/data, and COCO's where ../shared/data lies beside this checkout. No test itself."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
_COCO = Path(__file__).parents[2] / "shared" / "data" / "coco_captions.jsonl"


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of tests/data: captions (id, kind, caption), pairs (caption, paraphrase, negative, type), judged."""
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


BY_KIND: dict[str, list[str]] = {}
for row in rows("captions"):
    BY_KIND.setdefault(row["kind"], []).append(row["caption"])
CAPTIONS = [caption for captions in BY_KIND.values() for caption in captions]
SOURCES = {"own": CAPTIONS}
"""Collections of captions by name, for tests that hold for any English captions."""
if _COCO.is_file():
    SOURCES["coco"] = [json.loads(line)["caption"].strip() for line in _COCO.read_text(encoding="utf-8").splitlines()]
