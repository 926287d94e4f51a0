"""Define the command `export`; `hardneg.cli` registers it."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from hardneg.wording import amount

NAMES = "sentence-transformers, webdataset, open_clip-csv, negclip-tsv, triplets, datasets, mcq, preference, llava, jsonl or coco-json"
"""The formats, written out so that `--help` imports none of them."""


def export(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run, or of shards.")],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=f"Format: {NAMES}.", show_default=False)],
    dest: Annotated[str | None, typer.Option("--dest", metavar="FOLDER", help="Where to write; OUT/export/FORMAT if omitted.")] = None,
    split: Annotated[str, typer.Option("--split", metavar="SPLIT", help="train, val or all.")] = "train",
    negatives: Annotated[
        str | None, typer.Option("--negatives", "-k", metavar="K", help="Most negatives of a caption, or all; the default is the format's.")
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--form", metavar="FORM", help="Of sentence-transformers: triplet, n-tuple, labeled-pair or labeled-list."),
    ] = None,
    anchor: Annotated[Literal["caption", "image"], typer.Option("--anchor", help="Anchor of sentence-transformers.")] = "caption",
    scores: Annotated[bool, typer.Option("--scores", help="Give scores instead of labels (sentence-transformers).")] = False,
    per_file: Annotated[
        int | None, typer.Option("--per-file", min=1, metavar="N", help="Most samples of a tar or rows of a Parquet file.")
    ] = None,
    image_root: Annotated[
        str | None, typer.Option("--image-root", metavar="PATH", help="Prefix of image paths in tables; the folder's own path if omitted.")
    ] = None,
    on_error: Annotated[
        Literal["raise", "skip"], typer.Option("--on-error", help="What to do where an image is missing or unreadable.")
    ] = "raise",
    seed: Annotated[int, typer.Option(help="Seed of the choice of negatives and of the order of options.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export.")] = False,
) -> None:
    """Write the shards in the format of a training library (--to)."""
    from hardneg.errors import UserError
    from hardneg.export.export import export as write
    from hardneg.export.selection import ALL, Options

    if negatives not in (None, "all") and not (negatives.isdecimal() and int(negatives) > 0):
        raise UserError(f"--negatives {negatives}: give a number from 1, or all")
    most = None if negatives is None else ALL if negatives == "all" else int(negatives)
    options = Options(most, form, anchor, scores, per_file, image_root, seed, on_error == "skip")
    done = write(out, to, dest, split, options, force)
    print(f"wrote {', '.join(amount(count, f'{each} sample', f'{each} samples') for each, count in done.samples.items())} to {done.dest}")
    for reason, count in done.skipped.items():
        print(f"skipped {amount(count, reason)}")
