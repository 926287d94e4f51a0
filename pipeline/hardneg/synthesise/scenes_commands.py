"""`hardneg scenes`, `series` and `judge-scenes`; `hardneg.cli` gives them their names."""

from __future__ import annotations

from typing import Annotated

import typer


def scenes(
    out: Annotated[str, typer.Option("--out", "-o", help="Local folder to write to.")],
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="How many.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed, other scenes.")] = 0,
    size: Annotated[int, typer.Option("--size", min=16, max=1024, help="Of a picture's side, in pixels.")] = 64,
) -> None:
    """Draw scenes whose captions are known to be true: pictures, captions, graphs."""
    from hardneg.scenes.write import write

    done = "wrote" if write(out, n, seed, size) else "already there:"
    print(f"{done} {n} scenes of seed {seed} in {out}: images/, captions.jsonl, graphs.jsonl, shards/, sheet.png")


def series(
    out: Annotated[str, typer.Option("--out", "-o", help="Folder or URL to write shards to.")],
    recipe: Annotated[
        str | None, typer.Option("--recipe", "-r", help="YAML: kinds, n, values, pixels, seed. Without: the shipped recipe.")
    ] = None,
) -> None:
    """Draw series of scenes that differ in one value (count, size, position, existence), as shards of pairs."""
    from hardneg.engine.shipped import shipped
    from hardneg.synthesise.series import read_recipe, write

    chosen = recipe or str(shipped("configs") / "recipes" / "series.yaml")
    print(f"wrote {write(read_recipe(chosen), out).rows:,} rows to {out}/shards")


def judge_scenes(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL of the run.")],
    scenes: Annotated[
        str, typer.Option("--scenes", help="The .tar or graphs.jsonl of the scenes that the run was made of.")
    ] = "examples/scenes.tar",
    json_: Annotated[str | None, typer.Option("--json", help="File to write the figures to.")] = None,
) -> None:
    """Ask the oracle how many negatives of scenes are true after all, before and behind the filter."""
    import json

    from rich.console import Console

    from hardneg.engine import storage
    from hardneg.report.scenes_oracle import judge, record, scenes_of, table

    found = record(out, judge(out, scenes_of(scenes), scenes), scenes)
    if json_ is not None:
        storage.write(json_, json.dumps(found, indent=1).encode())
    Console(highlight=False).print(table(found))
