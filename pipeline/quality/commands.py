"""`hardneg quality`; `pipeline.cli` gives it its name."""

from __future__ import annotations

from typing import Annotated

import typer


def quality(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run, or of shards.")],
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", "-b", metavar="FILE", help="JSON lines of caption, negative(s), family or type; FILE?column=value."),
    ] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="File for the figures; without: OUT/quality.json.")] = None,
    pairs: Annotated[int, typer.Option(min=100, help="Of more than so many pairs a sample is measured.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Of the halves, the samples and what is trained.")] = 0,
) -> None:
    """Measure what can be told without the image: blind classifiers trained on one half, judged on the other, by family."""
    from pipeline.quality.report import report

    report(out, baseline or [], json_file, pairs, seed)
