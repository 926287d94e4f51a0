"""filter: keeps the negatives that every judge lets stay."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.filter.judge import Judge, Nominees, Verdicts, lm_gap_within
from pipeline.negatives import count, flatten, nest
from pipeline.stage import Outcome, Resources
from schemas.arrow import arrow_schema
from schemas.config import Config, FilterConfig, fingerprinted
from schemas.reasons import Reason
from schemas.rows import Reject, RewrittenRow


def make(config: Config) -> "FilterStage":
    """The stage with the judges that `config` asks for."""
    return FilterStage(config.filter, [lm_gap_within(config.filter)])


class FilterStage:
    """Judges in a line; a caption that is left with no negative is rejected itself."""

    name = "filter"
    reads = arrow_schema(RewrittenRow)
    writes = arrow_schema(RewrittenRow)

    def __init__(self, config: FilterConfig, judges: Sequence[Judge]) -> None:
        self.config = config
        self.judges = judges
        self.resources = Resources(config.cpus, config.gpus, int(config.memory_gb * 2**30))

    def setup(self) -> None:
        """Nothing to load: likelihoods are in the rows."""

    def process(self, rows: pa.Table) -> Outcome:
        """Let every judge stop negatives, then drop the captions that have none left."""
        rejects = []
        for judge in self.judges:
            nominees = Nominees(rows, *flatten(rows))
            verdicts = judge(nominees)
            stays = verdicts.reason.is_null()
            rejects.append(_stopped(nominees, verdicts, pc.invert(stays)))
            scored = _with_scores(nominees.negatives, verdicts)
            rows = nest(rows, scored.filter(stays), nominees.parents[stays.to_numpy(zero_copy_only=False)])
        left = count(rows) > 0
        rejects.append(_emptied(rows.select(["id", "caption"]).filter(pa.array(~left))))
        return Outcome(rows.filter(pa.array(left)), pa.concat_tables(rejects))

    def fingerprint(self) -> dict[str, object]:
        """Config of the stage."""
        return {"config": fingerprinted(self.config)}


def _with_scores(negatives: pa.Table, verdicts: Verdicts) -> pa.Table:
    for name, values in verdicts.scores.items():
        index = negatives.schema.get_field_index(name)
        negatives = negatives.set_column(index, negatives.schema.field(index), values)
    return negatives


def _stopped(nominees: Nominees, verdicts: Verdicts, stopped: pa.Array) -> pa.Table:
    """Rejects of negatives."""
    negatives = nominees.negatives.filter(stopped)
    captions = nominees.captions.select(["id", "caption"]).take(nominees.parents[stopped.to_numpy(zero_copy_only=False)])
    return _rejects(
        negatives.num_rows,
        id=negatives["id"],
        caption_id=captions["id"],
        reason=verdicts.reason.filter(stopped),
        detail=verdicts.detail.filter(stopped),
        caption=captions["caption"],
        negative=negatives["negative"],
        family=negatives["family"],
    )


def _emptied(captions: pa.Table) -> pa.Table:
    """Rejects of captions that have no negative left."""
    reason = pa.array(np.full(captions.num_rows, Reason.NONE_KEPT.value), pa.string())
    return _rejects(captions.num_rows, id=captions["id"], reason=reason, caption=captions["caption"])


def _rejects(size: int, **columns: pa.Array | pa.ChunkedArray) -> pa.Table:
    schema = arrow_schema(Reject)
    columns["stage"] = pa.array([FilterStage.name] * size, pa.string())
    return pa.Table.from_arrays([columns.get(name, pa.nulls(size, schema.field(name).type)) for name in schema.names], schema=schema)
