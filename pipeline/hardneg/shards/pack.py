"""Merge the flat parts into shards. The content and order of a shard follow from the rows, never from the order of work.

There are two passes, of tasks that do not depend on each other. The first sorts flat parts by shard into runs (`shuffle`), and the second
collects the rows of each shard from all runs (`write`). A worker holds a run or a slot of a shard in memory, and the driver a few
bytes for each run and shard.
"""

import json
import math
import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from hardneg.engine import storage
from hardneg.engine.parts import DiscardedError, digest, read_whole, rows_path, write_record
from hardneg.engine.source import code
from hardneg.engine.spread import Spread, in_turn
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config, ShardsConfig, fingerprinted
from hardneg.schemas.manifest import Done, Packed
from hardneg.schemas.rows import ShardRow
from hardneg.shards.counts import total, writer_counts, writer_of
from hardneg.shards.describe import DESCRIBING, describe, refresh
from hardneg.shards.drawn import FOLDER as DRAWN
from hardneg.shards.features import IMAGES, with_features
from hardneg.shards.files import DONE, RUNS, read_packed
from hardneg.shards.order import TRAIN, VAL
from hardneg.shards.shuffle import FLAT, RUN_BYTES, SLOTS, Cutting, Run, Shard, cut, grouped, sizes_in_shards, weight
from hardneg.shards.write import Writing, Written, write_shard

PARALLEL = 2
"""Number of runs up to which one process packs them sooner than Ray starts."""

PLAN = "plan.json"

MADE = re.compile(rf"({TRAIN}|{VAL})-\d{{5,}}-of-\d{{5,}}\.parquet|{re.escape(RUNS)}|{DRAWN}|\..+{re.escape(storage.TEMPORARY)}")
"""Pattern of what packing makes in `OUT/shards/`, besides the files that describe the shards."""

Published = Mapping[Shard, Written]


def pack(out: str, config: Config, run_id: str, parts: int, spread: Spread = in_turn, run_bytes: float = RUN_BYTES) -> bool:
    """Make `OUT/shards/` from `OUT/flat/` unless it is current, and return whether it was made.

    Where only the card changed, or was edited or lost, it alone is written, with the files that list its hash. A packing that was killed
    continues from the runs and shards that it left. `run_bytes` bounds the flat parts of a run; it changes no shard.

    Raises:
        DiscardedError: A flat part is not finished, or damaged.
    """
    dones = _finished(out, parts)
    fingerprint = _fingerprint(dones, config, run_id)
    folder = storage.join(out, "shards")
    if _is_current(folder, fingerprint):
        return refresh(out, config)
    storage.remove(storage.join(folder, DONE))
    session = digest([fingerprint, run_bytes])[:16]
    made = storage.join(folder, RUNS, session)
    if session not in storage.names(storage.join(folder, RUNS)):
        for name in (RUNS, DRAWN):
            storage.remove(storage.join(folder, name))
    sizes = storage.sizes(storage.join(out, FLAT))
    weights = [weight(sizes[posixpath.basename(rows_path(out, FLAT, done.part))], done.rows_out) for done in dones]
    groups = grouped(weights, run_bytes)
    parallel = len(groups) > PARALLEL
    shards = _shards(out, made, groups, config.shards, spread, parallel)
    cuttings = [Cutting(out, made, number, group, shards, config.shards.val_share) for number, group in enumerate(groups)]
    runs = spread("shards, sorted", cut, cuttings, parallel)
    packed = _packed(fingerprint, run_id, _write(folder, made, runs, shards, config, spread, parallel))
    kept = {*DESCRIBING, *(name.split("/", 1)[0] for name in packed.sha256)}
    for name in storage.names(folder):  # other files there are the user's
        if MADE.fullmatch(name) and name not in kept:
            storage.remove(storage.join(folder, name))
    describe(out, config, packed)
    return True


def _finished(out: str, parts: int) -> list[Done]:
    dones = read_whole(out, FLAT, parts)
    missing = [part for part, done in enumerate(dones) if done is None]
    if missing:
        raise DiscardedError(f"{rows_path(out, FLAT, missing[0])} is not finished: run `hardneg run {out}` first")
    return [done for done in dones if done is not None]


def _fingerprint(dones: Sequence[Done], config: Config, run_id: str) -> str:
    made_of = [[done.fingerprint, done.sha256] for done in dones]
    files = config.synthesise.store if config.synthesise.enabled else None
    return digest({"code": code(__name__), "config": fingerprinted(config.shards), "images": files, "run_id": run_id, "parts": made_of})


def _is_current(folder: str, fingerprint: str) -> bool:
    packed = read_packed(folder)
    if packed is None or packed.fingerprint != fingerprint:
        return False
    holding = {name.rpartition("/")[0] for name in packed.sha256 if "/" in name}
    beside = {f"{place}/{name}": 0 for place in holding for name in storage.names(storage.join(folder, place))}
    return packed.only(packed.sha256.keys() - DESCRIBING).vouches_for(storage.sizes(folder) | beside)


def _shards(out: str, folder: str, groups: Sequence[Sequence[int]], config: ShardsConfig, spread: Spread, parallel: bool) -> dict[str, int]:
    """Return the number of shards of each split, by the size of the flat parts. An image counts once a caption, as it is stored."""
    path = storage.join(folder, PLAN)
    with suppress(FileNotFoundError, ValueError):
        found: dict[str, int] = json.loads(storage.read(path))
        return found
    size = sum(spread("shards, sizes", sizes_in_shards, [(out, group) for group in groups], parallel))
    shares = {TRAIN: 1 - config.val_share, VAL: config.val_share}
    planned = {split: max(1, math.ceil(size * share / (config.shard_mb * 1e6))) for split, share in shares.items()}
    write_record(path, planned)
    return planned


def _write(
    folder: str, made: str, runs: Sequence[Run], shards: Mapping[str, int], config: Config, spread: Spread, parallel: bool
) -> Published:
    """Publish the shards of every split that has rows. The split `train` is always there, so that its schema can be read."""
    filled = {split for run in runs for split in run.filled} or {TRAIN}
    stored = any(run.stored for run in runs)
    paths = {name for run in runs for name in run.paths}
    if config.synthesise.enabled and config.synthesise.store == "files":
        paths |= {"negative_image"}
    schema = with_features(arrow_schema(ShardRow), decoded=[name for name in IMAGES if name not in paths])
    plan = [Shard(split, number, of) for split, of in shards.items() for number in range(of)]
    tasks = [
        Writing(folder, made, shard, len(runs), at * SLOTS, len(plan) * SLOTS, schema, stored, config)
        for at, shard in enumerate(plan)
        if shard.split in filled
    ]
    written = spread("shards, written", write_shard, tasks, parallel)
    return {task.shard: one for task, one in zip(tasks, written, strict=True)}


def _packed(fingerprint: str, run_id: str, written: Published) -> Packed:
    """Return the done marker of the shards, without the files that describe them."""
    rows = {one.file: made.rows for one, made in written.items()}
    digests = {one.file: made.sha256 for one, made in written.items()}
    for made in written.values():
        digests |= made.files
    splits = {one.split: total(made.counts for other, made in written.items() if other.split == one.split) for one in written}
    writers = writer_counts(Counter({writer_of(one): one.rows for one in made.writers}) for made in written.values())
    return Packed(fingerprint=fingerprint, run_id=run_id, rows=rows, sha256=digests, splits=splits, writers=writers)
