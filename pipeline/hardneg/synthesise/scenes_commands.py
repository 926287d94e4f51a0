"""Define the commands `scenes`, `series` and `judge-scenes`; `hardneg.cli` registers them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hardneg.wording import amount


class Style(StrEnum):
    """`Style` says what images of scenes are made of."""

    DRAWN = "drawn"
    PHOTO = "photo"


def scenes(
    out: Annotated[str, typer.Argument(metavar="OUT", help="Local folder to write to.")],
    n: Annotated[int, typer.Option("-n", "--n", min=1, help="Number of scenes.")] = 2000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the scenes.")] = 0,
    size: Annotated[
        int | None, typer.Option("--size", min=16, max=1024, help="Side of an image, in pixels; 64, or 256 with photographs.")
    ] = None,
    style: Annotated[Style, typer.Option("--style", help="Drawn shapes, or cut-outs of photographs on photographs.")] = Style.DRAWN,
    cutouts: Annotated[
        str | None, typer.Option("--cutouts", metavar="FOLDER", help="With photo: pictures with transparency, in a folder per noun.")
    ] = None,
    backgrounds: Annotated[str | None, typer.Option("--backgrounds", metavar="FOLDER", help="With photo: pictures to paste on.")] = None,
    additions: Annotated[
        bool, typer.Option("--additions", help="Also label scenes with things added: as many invalid negatives as valid ones.")
    ] = False,
) -> None:
    """Draw scenes whose captions are known to be true: images, captions, and scene graphs."""
    from hardneg.errors import UserError
    from hardneg.scenes.world import DRAWN_WORLD
    from hardneg.scenes.write import write

    world = DRAWN_WORLD
    if style is Style.PHOTO:
        from hardneg.scenes.photo.photo_world import photo_world

        if cutouts is None or backgrounds is None:
            raise UserError("--style photo: needs --cutouts FOLDER and --backgrounds FOLDER (python -m scripts.fetch_stamps fetches some)")
        world = photo_world(cutouts, backgrounds)
    elif cutouts is not None or backgrounds is not None:
        raise UserError("--cutouts, --backgrounds: drawn scenes have none; add --style photo")
    done = "wrote" if write(out, n, seed, size, world, additions) else "already there:"
    print(f"{done} {amount(n, 'scene')} of seed {seed} in {out}: images/, captions.jsonl, graphs.jsonl, labels.jsonl, shards/, sheet.png")


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
    print(f"wrote {amount(write(read_recipe(chosen), out).rows, 'row')} to {out}/shards")


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
