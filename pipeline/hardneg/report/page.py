"""Write `OUT/report/index.html`: one file without scripts that opens without a server."""

import json
from importlib.resources import files
from typing import Any

from hardneg.captions.cleaning.image_access import places_of
from hardneg.captions.files.inputs import root_of
from hardneg.engine import storage
from hardneg.engine.manifest import require_manifest
from hardneg.engine.order import REPORT, SHARDS, to_run
from hardneg.engine.stage_counts import stages_of
from hardneg.errors import UserError
from hardneg.errors.printable import printable
from hardneg.report.facts import dones_of, families_of, rejects_of, words_of
from hardneg.report.samples import samples_of
from hardneg.report.writers import replacements_in, tokens_of, usage_of, writers_of
from hardneg.schemas.manifest import Manifest, Packed, verification_of_shards
from hardneg.shards.claims import claim, judgements, seen_by
from hardneg.shards.files import shards_in

EACH = 6
"""Number of samples of a family."""
JUDGED = "judged.json"
"""File in a run's folder that `hardneg judge-scenes` writes."""


def write(out: str) -> str:
    """Write the page about the run in `out`, and return its path.

    Raises:
        UserError: There is no run in `out`, or it is not finished.
    """
    manifest = require_manifest(out)
    shards = shards_in(storage.join(out, SHARDS))
    if not shards:
        raise UserError(f"{out}: no shards yet; run `{to_run(SHARDS, out)}` first")
    path = storage.join(out, REPORT, "index.html")
    storage.write(path, _page(out, manifest, shards).encode())
    return path


def _page(out: str, manifest: Manifest, shards: list[str]) -> str:
    from jinja2 import Environment, StrictUndefined

    dones = dones_of(out, manifest)
    families, captions = families_of(shards)
    frequent, unbalanced = words_of(shards)
    usage = usage_of(dones["rewrite"])
    packed = Packed.model_validate_json(storage.read(storage.join(out, "shards", "done.json")))
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown)
    environment.filters |= {"share": _share, "number": "{:,}".format}
    text = (files("hardneg.report") / "page.html").read_text(encoding="utf-8")
    return environment.from_string(text).render(
        manifest=manifest,
        verification=verification_of_shards(manifest, packed),
        unjudged=sum(counts.judged_by.get("", 0) for counts in packed.splits.values()),
        seen_by=seen_by,
        judgements=judgements(packed.splits.values(), manifest.guarantees),
        asked=usage_of(dones["filter"]),
        claim=claim,
        stages=stages_of(manifest, dones),
        rejects=rejects_of(out, dones),
        families=families,
        captions=captions,
        rows=sum(each.rows for each in families),
        most=max((each.rows for each in families), default=1),
        writers=writers_of(usage, replacements_in(shards)),
        tokens=tokens_of(usage),
        frequent=frequent,
        unbalanced=unbalanced,
        quality=manifest.quality if manifest.quality is not None and manifest.quality.shards == packed.fingerprint else None,
        judged=_judged(out, manifest.run_id),
        samples=samples_of(shards, EACH, places_of(_root(manifest.input), manifest.config.captions)),
        config=json.dumps(manifest.config.model_dump(mode="json"), indent=1),
    )


def _judged(out: str, run_id: str) -> dict[str, Any] | None:
    """Return the figures of `hardneg judge-scenes` about this run, or None if it was not judged."""
    path = storage.join(out, JUDGED)
    if not storage.exists(path):
        return None
    found: dict[str, Any] = json.loads(storage.read(path))
    return found if found.get("run_id") == run_id else None


def _root(input: str) -> str:
    """Return the folder of the input, or an empty string if it is no longer accessible."""
    try:
        return root_of(input)
    except (OSError, ValueError, ImportError):
        return ""


def _shown(value: Any) -> Any:
    """Return a value of the page with control characters as escapes, since rejects quote records as they are."""
    return printable(value) if type(value) is str else value


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"
