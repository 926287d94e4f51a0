"""Define the command `label`; `hardneg.cli` registers it."""

from __future__ import annotations

from typing import Annotated

import typer


def label(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run, or of shards.")],
    n: Annotated[int, typer.Option("-n", "--n", min=1, max=5000, help="Number of negatives, in equal shares of the families.")] = 200,
    family: Annotated[str | None, typer.Option("--family", metavar="FAMILY", help="This family only.")] = None,
    rejected: Annotated[
        float, typer.Option("--rejected", min=0, max=1, help="Share of negatives that a matcher rejected as still true.")
    ] = 0.4,
    seed: Annotated[int, typer.Option(help="Seed of the sample.")] = 0,
    images: Annotated[
        bool, typer.Option("--images/--no-images", help="Show the images; labels for a text matcher are given without.")
    ] = True,
    to: Annotated[str | None, typer.Option("--to", metavar="FILE", help="Page to write; OUT/label.html if omitted.")] = None,
) -> None:
    """Write a page on which people label negatives: false, still true, senseless or ungrammatical. calibrate-matcher reads the labels."""
    from hardneg.labelling.page import write

    write(out, n=n, family=family, rejected=rejected, seed=seed, images=images, to=to)
