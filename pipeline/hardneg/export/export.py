"""Write the shards of a run in another format, and say what was written and skipped."""

import json
from collections import Counter
from typing import NamedTuple

from hardneg import __version__
from hardneg.engine import storage
from hardneg.errors import UserError
from hardneg.export.destination import SUMMARY, destination
from hardneg.export.formats import FORMATS
from hardneg.export.selection import Job, Options
from hardneg.shards.files import run_of, shard_files
from hardneg.wording import amount

SPLITS = ("train", "val")


class Exported(NamedTuple):
    """Hold the folder of an export, its samples by split, and what was skipped, by reason."""

    dest: str
    samples: dict[str, int]
    skipped: dict[str, int]


def export(out: str, to: str, dest: str | None, split: str, options: Options, force: bool = False) -> Exported:
    """Write `out` in the format `to`, at `dest` or in `OUT/export/FORMAT`.

    Args:
        out: Folder or URL of a run, or of its shards.
        to: One of `FORMATS`.
        dest: Folder or URL, which must be empty unless `force` replaces an earlier export.
        split: `train`, `val` or `all`.
        options: What to write.
        force: Replace an earlier export.

    Raises:
        UserError: An argument is wrong, an image is missing, or nothing would be exported.
    """
    if to not in FORMATS:
        raise UserError(f"--to {to}: no such format; there are {', '.join(FORMATS)}")
    if split not in (*SPLITS, "all"):
        raise UserError(f"--split {split}: no such split; there are {', '.join(SPLITS)} and all")
    _check(to, options)
    out = run_of(out)
    splits = _splits(out) if split == "all" else [split]
    for each in splits:
        shard_files(out, each)
    chosen = FORMATS[to]
    with destination(dest or storage.join(out, "export", to), force) as place:
        job = Job(out, options, place, Counter(), Counter(), set())
        for each in splits:
            chosen.write()(job, each)
        skipped = {reason: count for reason, count in sorted(job.skipped.items()) if count}
        if not sum(job.samples.values()):
            why = "; ".join(amount(count, reason) for reason, count in skipped.items()) or "the shards have no rows"
            raise UserError(f"nothing to export to {to}: {why}")
        if (finish := chosen.finish()) is not None:
            finish(job)
        done = Exported(place.final, {each: job.samples[each] for each in splits}, skipped)
        made = {"format": to, "version": __version__, "run_ids": sorted(job.run_ids), "options": options._asdict() | {"split": split}}
        with place.open(SUMMARY) as file:
            file.write((json.dumps(made | {"samples": done.samples, "skipped": skipped}, indent=2) + "\n").encode())
    return done


def _check(to: str, options: Options) -> None:
    """Refuse options that the format does not have."""
    given = {
        "--form": options.form is not None,
        "--scores": options.scores,
        "--anchor image": options.anchor == "image",
        "--per-file": options.per_file is not None,
        "--image-root": options.image_root is not None,
    }
    for option in (name for name, value in given.items() if value and name not in FORMATS[to].options):
        having = [name for name, format in FORMATS.items() if option in format.options]
        raise UserError(f"--to {to}: {option} is an option of {', '.join(having)}")


def _splits(out: str) -> list[str]:
    """Return the splits that have shards."""
    found = []
    for split in SPLITS:
        try:
            shard_files(out, split)
        except UserError:
            if split == SPLITS[0]:
                raise
            continue
        found.append(split)
    return found
