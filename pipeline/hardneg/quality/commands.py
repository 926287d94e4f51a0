"""Define the command `quality`; `hardneg.cli` registers it."""

from __future__ import annotations

from typing import Annotated

import typer


def quality(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run, or of shards.")],
    baseline: Annotated[
        list[str] | None,
        typer.Option("--baseline", "-b", metavar="FILE", help="JSON lines of caption and negative(s); FILE?column=value selects rows."),
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="File for the figures; OUT/quality.json if omitted.")
    ] = None,
    transformer: Annotated[
        bool, typer.Option("--transformer/--no-transformer", help="Fine-tune MiniLM too, which takes minutes on a CPU.")
    ] = True,
    likelihood: Annotated[bool, typer.Option("--likelihood", help="Score pairs that have no lm_gap with the run's LLM.")] = False,
    judge: Annotated[
        str | None,
        typer.Option("--judge", metavar="MODEL", help="Folder or hub id of an LLM that took no part in the run; it scores pairs."),
    ] = None,
    judged: Annotated[int, typer.Option("--judged", min=1, help="Most pairs of a set that --judge reads, as many of each family.")] = 1000,
    steps: Annotated[int, typer.Option(min=1, help="Most training steps of the transformer.")] = 200,
    pairs: Annotated[int, typer.Option(min=100, help="Most pairs of a set; a sample is measured of a larger one.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Seed of the split, the samples and the training.")] = 0,
) -> None:
    """Measure leakage: text-only accuracy by family, trained on one half and tested on the other; words; coverage."""
    from hardneg.quality.report import Options, report

    report(out, baseline or [], json_file, Options(pairs, seed, steps if transformer else 0, likelihood, judge, judged))
