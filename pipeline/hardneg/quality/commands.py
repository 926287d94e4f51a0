"""`hardneg quality`; `hardneg.cli` gives it its name."""

from __future__ import annotations

from typing import Annotated

import typer


def quality(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run, or of shards.")],
    baseline: Annotated[
        list[str] | None,
        typer.Option(
            "--baseline", "-b", metavar="FILE", help="JSON lines of caption and negative(s); FILE?column=value takes these rows only."
        ),
    ] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="File for the figures; without: OUT/quality.json.")] = None,
    transformer: Annotated[bool, typer.Option("--transformer/--no-transformer", help="Fine-tune MiniLM too; minutes on a CPU.")] = True,
    likelihood: Annotated[bool, typer.Option("--likelihood", help="Score pairs that have no lm_gap with the run's LLM.")] = False,
    judge: Annotated[
        str | None,
        typer.Option("--judge", metavar="MODEL", help="Folder or hub id of an LLM that took no part in the run, to score pairs by."),
    ] = None,
    judged: Annotated[
        int, typer.Option("--judged", min=1, help="Pairs of a set that --judge reads at most, as many of each family.")
    ] = 1000,
    steps: Annotated[int, typer.Option(min=1, help="Of the transformer's training, at most.")] = 200,
    pairs: Annotated[int, typer.Option(min=100, help="Of more than so many pairs a sample is measured.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Of the halves, the samples and what is trained.")] = 0,
) -> None:
    """Measure what can be told without the image: blind judges trained on one half and tried on the other, by family; words; coverage."""
    from hardneg.quality.report import Options, report

    report(out, baseline or [], json_file, Options(pairs, seed, steps if transformer else 0, likelihood, judge, judged))
