"""Make the data of the demonstration: drawn scenes, a run of hardneg over their captions, and exact images of its negatives."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import hardneg
from hardneg.errors import UserError
from hardneg.report.scenes_oracle import scenes_of
from hardneg.scenes.edit import edited
from hardneg.scenes.graph import Scene
from hardneg.scenes.render import png
from hardneg.scenes.write import write

SEED = 12
"""Seed of the training scenes; held-out scenes have another."""
SETTINGS = ["rewrite.writer=lexicon", "captions.images=bytes", "synthesise.enabled=false", "part_size=1000"]

Sample = dict[str, Any]


def prepare(out: Path, count: int) -> None:
    """Draw `count` scenes, run hardneg over their captions, and write `OUT/shards` with an image of each negative; keep what is there."""
    if (out / "shards").is_dir():
        return
    write(str(out / "scenes"), count, SEED)
    hardneg.run(hardneg.load_config("demo", SETTINGS), str(out / "run"), input=str(out / "scenes" / "captions.jsonl"))
    scenes = scenes_of(str(out / "scenes" / "graphs.jsonl"))
    unfinished = out / "shards.unfinished"
    unfinished.mkdir(exist_ok=True)
    for path in sorted((out / "run" / "shards").glob("*.parquet")):
        pq.write_table(with_images(pq.read_table(path), scenes), unfinished / path.name, row_group_size=1000)
    unfinished.rename(out / "shards")


def with_images(rows: pa.Table, scenes: Mapping[str, Scene]) -> pa.Table:
    """Return the rows with an image of each negative: its caption's scene after the least edit; null where no single edit suffices."""
    drawn: list[dict[str, Any] | None] = []
    for source, caption, negative in zip(*(rows[name].to_pylist() for name in ("source", "caption", "negative")), strict=True):
        other = edited(scenes[source["key"]], caption, negative)
        drawn.append(None if other is None else {"bytes": png(other), "path": None})
    place = rows.schema.get_field_index("negative_image")
    return rows.set_column(place, rows.schema.field(place), pa.array(drawn, rows.schema.field(place).type))


def captions_of(out: Path) -> dict[str, str]:
    """Return the captions of the shards by id."""
    rows = hardneg.read_shards(str(out), "train", ["caption_id", "caption"])
    return dict(zip(rows["caption_id"].to_pylist(), rows["caption"].to_pylist(), strict=True))


def batches(out: Path, seed: int, size: int) -> Iterator[list[Sample]]:
    """Yield lists of samples without end: in each epoch every caption with one of its negatives and one of its positives.

    Raises:
        UserError: The shards have no sample.
    """
    loader = hardneg.load(str(out), negatives=1, positives=1, seed=seed)
    batch: list[Sample] = []
    epoch = 0
    while True:
        loader.set_epoch(epoch)
        found = False
        for sample in loader:
            found = True
            batch.append(sample)
            if len(batch) == size:
                yield batch
                batch = []
        if not found:
            raise UserError(f"{out}: no caption has a negative that may be trained on")
        epoch += 1
