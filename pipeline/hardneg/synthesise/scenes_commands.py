"""Define the commands `scenes`, `series` and `judge-scenes`; `hardneg.cli` registers them."""

from __future__ import annotations

from typing import Annotated

import typer


def scenes(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Local folder to write to.")],
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="Number of scenes.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the scenes.")] = 0,
    size: Annotated[int, typer.Option("--size", min=16, max=1024, help="Side of an image, in pixels.")] = 64,
) -> None:
    """Draw scenes whose captions are known to be true: images, captions, and scene graphs."""
    from hardneg.scenes.write import write

    done = "wrote" if write(out, n, seed, size) else "already there:"
    print(f"{done} {n} scenes of seed {seed} in {out}: images/, captions.jsonl, graphs.jsonl, shards/, sheet.png")


def series(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder or URL to write shards to.")],
    recipe: Annotated[
        str | None,
        typer.Option("--recipe", "-r", metavar="FILE", help="YAML: kinds, n, values, pixels, seed; the shipped recipe if omitted."),
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
        str, typer.Option("--scenes", metavar="FILE", help="The .tar or graphs.jsonl of the scenes that the run read.")
    ] = "examples/scenes.tar",
    json_: Annotated[str | None, typer.Option("--json", metavar="FILE", help="File to write the figures to.")] = None,
) -> None:
    """Count by the oracle how many negatives of scenes are still true, before and after the filter."""
    import json

    from rich.console import Console

    from hardneg.engine import storage
    from hardneg.report.scenes_oracle import judge, record, scenes_of, table

    found = record(out, judge(out, scenes_of(scenes), scenes), scenes)
    if json_ is not None:
        storage.write(json_, json.dumps(found, indent=1).encode())
    Console(highlight=False).print(table(found))
