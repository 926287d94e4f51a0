"""Writes edit-instruction data as shards: `OUT/flat/` a part at a time, then `OUT/shards/` with its card, as a run ends."""

from typing import NamedTuple

import pyarrow as pa

from pipeline import parts, storage
from pipeline.errors import UserError
from pipeline.shards.pack import FLAT, pack
from pipeline.stage import Outcome
from pipeline.synthesise.pairs import STAGE, batched, pairs, rows_of
from schemas.arrow import arrow_schema, to_table
from schemas.config import Config, fingerprinted
from schemas.manifest import Negatives
from schemas.rows import Reject, ShardRow


class Packing(NamedTuple):
    """How many rows were written, and rejects by reason."""

    rows: int
    rejected: dict[str, int]


def pack_pairs(input: str, out: str, config: Config, both: bool) -> Packing:
    """Read all of `input` and write `out`, anew.

    Raises:
        UserError: Nothing can be read, a column is missing, or `out` holds a run.
    """
    if storage.exists(storage.join(out, "manifest.json")):
        raise UserError(f"{out}: holds a run; give another folder for the pairs")
    run = parts.digest({"input": input, "config": fingerprinted(config), "both": both, "stage": STAGE})[:16]
    storage.remove(storage.join(out, FLAT))
    count, rows, rejected = 0, 0, dict[str, int]()
    for some in batched(pairs(input), config.part_size):
        made = [rows_of(pair, run, config.captions, both) for pair in some]
        kept = to_table([row for each, _ in made for row in each], ShardRow)
        refused = pa.Table.from_pylist([one.model_dump(mode="json") for _, each in made for one in each], schema=arrow_schema(Reject))
        reasons = [str(reason) for reason in refused["reason"].to_pylist()]
        counts = parts.Counts(len(some), len(kept), {each: reasons.count(each) for each in sorted(set(reasons))}, Negatives(kept=len(kept)))
        parts.publish(out, FLAT, count, f"{run}-{count}", Outcome(kept, refused), counts)
        count, rows = count + 1, rows + len(kept)
        for reason in reasons:
            rejected[reason] = rejected.get(reason, 0) + 1
    if not count:
        raise UserError(f"{input}: no records in it")
    pack(out, config, run, count)
    return Packing(rows, rejected)
