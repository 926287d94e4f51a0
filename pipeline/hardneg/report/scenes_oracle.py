"""Judge a run over scenes by the oracle: how many negatives are still true, of those that the filter kept or rejected."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pyarrow as pa
from rich.table import Table

from hardneg.engine import parts, storage
from hardneg.engine.manifest import require_manifest
from hardneg.errors import UserError
from hardneg.report.page import JUDGED
from hardneg.scenes.graph import Scene, from_dict
from hardneg.scenes.oracle import is_true
from hardneg.schemas.family import Family


class Judged(NamedTuple):
    """Hold a negative of a scene's caption, the filter's decision, and the oracle's (None: outside its grammar)."""

    family: str
    kept: bool
    reason: str | None
    truth: bool | None


def scenes_of(path: str) -> dict[str, Scene]:
    """Return the scenes of a WebDataset tar or a graphs.jsonl of `hardneg scenes`, by the key of their records in the captions stage.

    Raises:
        UserError: The file is neither.
    """
    try:
        if path.endswith(".tar"):
            with tarfile.open(path) as tar:
                members = [member for member in tar if member.name.endswith(".json")]
                return {PurePosixPath(member.name).stem: from_dict(_load(tar, member)["scene"]) for member in members}
        with Path(path).open(encoding="utf-8") as lines:
            return {row["id"]: from_dict(row["scene"]) for row in map(json.loads, lines)}
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{path}: holds no scenes ({type(error).__name__}: {error}); name the .tar or graphs.jsonl of `hardneg scenes`"
        ) from error


def judge(out: str, scenes: dict[str, Scene], source: str) -> list[Judged]:
    """Judge every negative that reached the filter in the run `out`, of captions from the input file `source`.

    Raises:
        UserError: The run has no filtered parts, or contains none of these scenes.
    """
    manifest = require_manifest(out)
    found = [one for number in range(manifest.parts) for one in _judge_part(out, number, scenes, source)]
    if not found:
        raise UserError(
            f"{out}: has no negative of a scene of {source}; name the input of the run with --scenes, and finish the filter stage"
        )
    return found


def record(out: str, judged: list[Judged], source: str) -> dict[str, Any]:
    """Return the summary, and write it to the run's folder for its report."""
    manifest = require_manifest(out)
    found = summary(judged)
    path = storage.join(out, JUDGED)
    parts.write_record(path, {"run_id": manifest.run_id, "scenes": PurePosixPath(source).name, "figures": found})
    return found


def summary(judged: list[Judged]) -> dict[str, Any]:
    """Return counts and shares, in total and by family; `true` counts negatives that are true of their scene."""
    found = {"all": _counts(judged)}
    for family in Family:
        if some := [one for one in judged if one.family == family]:
            found[str(family)] = _counts(some)
    return found


def table(found: dict[str, Any]) -> Table:
    """Return the summary as a table for the terminal."""
    made = Table(title="negatives of scenes that are still true, by the oracle", title_justify="left")
    made.add_column("family", no_wrap=True)
    for name in ("proposed", "true", "kept", "true", "valid kept"):
        made.add_column(name, justify="right", no_wrap=True)
    for family, row in found.items():
        cells = [cell for side in (row["before"], row["kept"]) for cell in (f"{side['judged']:,}", _share(side))]
        made.add_row(family, *cells, "" if row["valid_kept"] is None else f"{row['valid_kept']:.1%}")
    return made


def _judge_part(out: str, number: int, scenes: dict[str, Scene], source: str) -> Iterator[Judged]:
    rewritten = parts.read_rows(out, "rewrite", number, ["id", "source", "negatives"])
    if parts.read_done(out, "filter", number) is None:
        return
    reasons = _reasons(parts.rejects_path(out, "filter", number))
    for row in _rows(rewritten):
        scene = scenes.get(row["source"]["key"])
        if scene is None or PurePosixPath(row["source"]["input"]).name != PurePosixPath(source).name:
            continue
        for negative in row["negatives"]:
            reason = reasons.get(negative["id"])
            yield Judged(negative["family"], reason is None, reason, is_true(negative["negative"], scene))


def _reasons(path: str) -> dict[str, str]:
    """Return the reason of each negative that the filter rejected; a part without rejects has no file of them."""
    if not storage.exists(path):
        return {}
    rows = storage.read_parquet(storage.read(path), ["id", "caption_id", "reason"]).to_pylist()
    return {row["id"]: row["reason"] for row in rows if row["caption_id"] is not None}


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=1000):
        yield from batch.to_pylist()


def _counts(judged: list[Judged]) -> dict[str, Any]:
    valid = [one for one in judged if one.truth is False]
    reasons = sorted({one.reason for one in judged if one.reason is not None})
    return {
        "before": _side(judged),
        "kept": _side([one for one in judged if one.kept]),
        "valid_kept": sum(one.kept for one in valid) / len(valid) if valid else None,
        "rejected": {reason: _side([one for one in judged if one.reason == reason]) for reason in reasons},
    }


def _side(judged: list[Judged]) -> dict[str, Any]:
    known = [one for one in judged if one.truth is not None]
    true = sum(one.truth is True for one in known)
    return {"negatives": len(judged), "judged": len(known), "true": true, "share_true": true / len(known) if known else None}


def _share(side: dict[str, Any]) -> str:
    return "" if side["share_true"] is None else f"{side['true']:,} ({side['share_true']:.1%})"


def _load(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    file = tar.extractfile(member)
    value = json.load(file) if file is not None else {}
    return value if isinstance(value, dict) else {}
