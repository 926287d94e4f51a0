"""Define the command `estimate`; `hardneg.cli` registers it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer


def estimate(
    input_: Annotated[str, typer.Argument(metavar="INPUT", help="Captions: a file, glob, folder or URL.")],
    sample: Annotated[int, typer.Option("--sample", min=1, metavar="N", help="Number of captions that are run.")] = 100,
    seed: Annotated[int, typer.Option(help="Seed by which they are drawn from the whole input.")] = 0,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    at: Annotated[
        str | None, typer.Option("--at", metavar="FOLDER", help="Folder or URL for the run of the sample; with RAY_ADDRESS it is needed.")
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", "-c", metavar="CONFIG", help="YAML file, or the name of a shipped config, such as captions.")
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE", help="Set one config value, such as rewrite.workers=4.")
    ] = None,
) -> None:
    """Estimate time, tokens and disk of a run, by a run of some captions in a temporary folder."""
    from hardneg.config import load

    loaded = load(config, sets or [], os.environ)
    from hardneg.estimate.estimate import estimate as estimated
    from hardneg.estimate.table import as_dict, show

    found = estimated(input_, loaded, sample, seed, at, lambda line: print(line, file=sys.stderr))
    if json_:
        import json

        print(json.dumps(as_dict(found), indent=1))
    else:
        show(found)
