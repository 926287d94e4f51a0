"""Count the captions of a run that have negatives, overall and among those with a target of each family."""

from collections import Counter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from hardneg.engine import storage
from hardneg.engine.manifest import read_manifest
from hardneg.engine.parts import read_dones, read_rows
from hardneg.schemas.family import Family


class Covered(NamedTuple):
    """Hold for one family the captions with a target, and those of them with a negative."""

    offered: int
    covered: int


class Coverage(NamedTuple):
    """Hold for a run its clean captions, those of them with a negative, and all negatives."""

    captions: int
    with_negative: int
    negatives: int
    families: dict[str, Covered]


def coverage(out: str) -> Coverage | None:
    """Count over the parts of a run; return None where `out` is not a run but a folder of shards.

    Raises:
        UserError: A part is not finished, or damaged.
    """
    manifest = read_manifest(out) if storage.exists(storage.join(out, "manifest.json")) else None
    if manifest is None:
        return None
    captions = sum(done.rows_out for done in read_dones(out, "captions", manifest.parts) if done is not None)
    having = negatives = 0
    offered, covered = Counter[str](), Counter[str]()
    for part in range(manifest.parts):
        parsed, flat = (read_rows(out, *where) for where in (("parse", part, ["id", "targets"]), ("flat", part, ["caption_id", "family"])))
        places = parsed["targets"].combine_chunks()
        families = pc.struct_field(pc.list_flatten(places), "family")
        found = _pairs(parsed["id"].combine_chunks().take(pc.list_parent_indices(places)), families)
        made = _pairs(flat["caption_id"], flat["family"])
        offered.update(family for _, family in found)
        covered.update(family for _, family in found & made)
        having += len({identity for identity, _ in made})
        negatives += flat.num_rows
    return Coverage(captions, having, negatives, {str(name): Covered(offered[name], covered[name]) for name in Family if offered[name]})


def _pairs(identities: pa.Array, families: pa.Array) -> set[tuple[str, str]]:
    return set(zip(identities.to_pylist(), families.to_pylist(), strict=True))
