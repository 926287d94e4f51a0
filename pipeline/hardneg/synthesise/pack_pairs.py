"""Write edit-instruction data as shards: `OUT/flat/` part by part, then `OUT/shards/` with its card."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa
from more_itertools import chunked

from hardneg.captions.files.inputs import find
from hardneg.captions.outside import require_outside
from hardneg.engine import parts, storage
from hardneg.engine.lease import held
from hardneg.engine.stage import Outcome
from hardneg.errors import UserError
from hardneg.schemas.arrow import arrow_schema, to_table
from hardneg.schemas.config import Config, fingerprinted
from hardneg.schemas.manifest import Negatives
from hardneg.schemas.rows import Reject, ShardRow
from hardneg.shards.pack import pack as write_shards
from hardneg.shards.shuffle import FLAT
from hardneg.synthesise.image_groups import in_groups
from hardneg.synthesise.pairs import STAGE, EditPair, pairs, rows_of


class Packing(NamedTuple):
    """Count the rows written, and the rejects by reason."""

    rows: int
    rejected: dict[str, int]


def pack_pairs(input: str, out: str, config: Config, both: bool) -> Packing:
    """Read all of `input` and overwrite `out`.

    Raises:
        UserError: Nothing can be read, a column is missing, `out` holds a run, or the input lies in a folder that is overwritten.
    """
    require_outside(find(input), input, out)
    return pack(in_groups(lambda: pairs(input)), out, config, {"input": input}, both)


def pack(found: Iterable[EditPair], out: str, config: Config, made_of: Mapping[str, Any], both: bool) -> Packing:
    """Write pairs to `out`, overwriting it; `made_of` describes them, for the run id in every row.

    Raises:
        UserError: There are none, or `out` holds a run, or another process writes to it.
    """
    if storage.exists(storage.join(out, "manifest.json")):
        raise UserError(f"{out}: holds a run; give another folder for the pairs")
    with held(out):
        return _pack(found, out, config, made_of, both)


def _pack(found: Iterable[EditPair], out: str, config: Config, made_of: Mapping[str, Any], both: bool) -> Packing:
    run = parts.digest({"made_of": made_of, "config": fingerprinted(config), "both": both, "stage": STAGE})[:16]
    parts.prune_folder(out, FLAT, 0)
    count, rows, rejected = 0, 0, Counter[str]()
    for some in chunked(found, config.part_size):
        made = [rows_of(pair, run, config.captions, both) for pair in some]
        kept = to_table([row for each, _ in made for row in each], ShardRow)
        refused = pa.Table.from_pylist([one.model_dump(mode="json") for _, each in made for one in each], schema=arrow_schema(Reject))
        reasons = Counter(map(str, refused["reason"].to_pylist()))
        counts = parts.Counts(len(some), len(kept), dict(sorted(reasons.items())), Negatives(proposed=len(kept), kept=len(kept)))
        parts.publish(out, FLAT, count, f"{run}-{count}", Outcome(kept, refused), counts)
        count, rows, rejected = count + 1, rows + len(kept), rejected + reasons
    if not count:
        raise UserError(f"{out}: there are no pairs to write")
    write_shards(out, config, run, count)
    return Packing(rows, dict(rejected))
