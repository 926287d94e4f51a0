"""flat: one row per negative, as training reads it. `pack` makes the shards from these rows.

Only the first row of a caption holds its image here. Repeated for every negative, the images of a part would exceed what Arrow can hold.
`pack` repeats them, a row group at a time.
"""

import numpy as np
import pyarrow as pa

from hardneg.engine.stage import OUTSIDE_A_RUN, Outcome, Resources, RunContext, Stage
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config
from hardneg.schemas.nesting import flatten
from hardneg.schemas.own_image import reject_unverified
from hardneg.schemas.rows import RewrittenRow, ShardRow
from hardneg.schemas.section import StageSection
from hardneg.shards.image_ids import image_ids


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> "ShardsStage":
    """Return the stage that writes the id of the run into every row."""
    return ShardsStage(config.shards, context.run_id)


class ShardsStage(Stage):
    """Flatten captions with their negatives to one row per negative. Only negatives are conserved (`unnests`)."""

    name = "flat"
    reads = arrow_schema(RewrittenRow)
    writes = arrow_schema(ShardRow)
    unnests = True

    def __init__(self, config: StageSection, run_id: str) -> None:
        self.run_id = run_id
        self.resources = Resources.of(config)

    def setup(self) -> None:
        """Load nothing."""

    def process(self, rows: pa.Table) -> Outcome:
        """Repeat the columns of a caption, but not its image, for each of its negatives.

        A negative that needs an image of its own is rejected where nothing was drawn, as `synthesise` rejects it where no image passed.
        """
        rows, rejects = reject_unverified(rows, self.name)
        negatives, parents = flatten(rows)
        captions = rows.drop_columns(["negatives", "image"]).take(parents)
        size = negatives.num_rows
        later = np.concatenate([[False], parents[1:] == parents[:-1]])[:size]
        columns = {name: captions[name] for name in ("caption", "positives", "positive_kinds", "positive_edits", "source")}
        columns |= {name: negatives[name] for name in negatives.column_names}
        columns["caption_id"] = captions["id"]
        columns["image_id"] = image_ids(rows).take(parents)
        columns["image_group"] = pa.nulls(size, pa.string())
        columns["image"] = rows["image"].take(pa.array(parents, mask=later))
        columns["run_id"] = pa.array([self.run_id] * size, pa.string())
        table = pa.Table.from_arrays([columns[name] for name in self.writes.names], schema=self.writes)
        return Outcome(table, rejects)

    def fingerprint(self) -> dict[str, object]:
        """Return the id of the run, which is in every row."""
        return {"run_id": self.run_id}
