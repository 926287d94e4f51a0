"""Measure the images that a run drew with `scenes`: the share of negatives with an image by attempt, and the share of correct images.

The check is independent of the matcher that accepted the images. Each image is drawn again from its seed, which gives its layout, a scene.
The oracle decides whether the negative is true of that scene, and the caption false. The pixels must be closest to the rendering of that
scene, compared with renderings in which one object has another shape, colour, size or fill.
"""

import argparse
import io
import json
import textwrap
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import torch
from PIL import Image, ImageDraw, ImageFont

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import MAX_PIXELS, ImagePlaces
from hardneg.captions.files.inputs import root_of
from hardneg.engine import storage
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.models.pipeline_folder import find_pipeline
from hardneg.scenes.oracle import is_true
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator.layout_examples import scenes_of
from hardneg.training.generator.scene_fidelity import as_drawn

SIDE, MARGIN, LINE, LINES = 128, 8, 12, 4
COLUMNS = [
    "caption",
    "negative",
    "family",
    "image",
    "needs_image",
    "negative_image",
    "image_model",
    "image_seed",
    "image_attempts",
    "image_reason",
    "source",
]


class Checked(NamedTuple):
    """Hold the checks of one image: the negative is true of it, the caption is false, and all objects are drawn as in the layout."""

    negative: bool
    caption: bool
    drawn: bool


def rows_of(out: Path) -> list[dict[str, Any]]:
    """Return the rows of a run's shards whose captions have an image."""
    tables = [storage.read_parquet(path.read_bytes(), COLUMNS) for path in sorted((out / "shards").glob("*.parquet"))]
    return [row for row in pa.concat_tables(tables).to_pylist() if row["image"] is not None]


def checked(rows: Sequence[dict[str, Any]], pipeline: ScenePipeline, steps: int, guidance: float) -> list[Checked]:
    """Check the image of each row."""
    found: list[Checked] = []
    for row in rows:
        generator = [torch.Generator().manual_seed(row["image_seed"])]
        scene = scenes_of(pipeline.layouts([row["negative"]], generator, steps, guidance))[0]
        pixels = np.asarray(Image.open(io.BytesIO(row["negative_image"]["bytes"])).convert("RGB"), np.float32)
        as_in_layout = all(right for each in as_drawn(pixels, scene).values() for right in each)
        found.append(Checked(is_true(row["negative"], scene) is True, is_true(row["caption"], scene) is False, as_in_layout))
    return found


def sheet(rows: Sequence[dict[str, Any]], root: str, columns: int = 3) -> bytes:
    """Return a PNG of pairs: the caption with its image, and the negative with the drawn image."""
    width, height = 2 * (SIDE + MARGIN) + MARGIN, SIDE + LINE * LINES + 2 * MARGIN
    page = Image.new("RGB", (columns * width + MARGIN, -(-len(rows) // columns) * height + MARGIN), "white")
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(10)
    for place, row in enumerate(rows):
        x, y = MARGIN + place % columns * width, MARGIN + place // columns * height
        image = read_image(
            ImageLocation(row["source"]["input"], row["image"]["path"], row["image"]["bytes"]), ImagePlaces(root), MAX_PIXELS
        )
        drawn = Image.open(io.BytesIO(row["negative_image"]["bytes"])).convert("RGB")
        for left, picture, text in ((x, image, row["caption"]), (x + SIDE + MARGIN, drawn, row["negative"])):
            if not isinstance(picture, Rejected):
                page.paste(picture.resize((SIDE, SIDE)), (left, y))
            for i, line in enumerate(textwrap.wrap(text, width=SIDE // 5, max_lines=LINES, placeholder=" ...")):
                draw.text((left, y + SIDE + 2 + i * LINE), line, fill=(40, 40, 44), font=font)
    stream = io.BytesIO()
    page.quantize(256, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main(words: list[str]) -> None:
    """Check the images of a run, and print the shares."""
    options = argparse.ArgumentParser(prog="python -m benchmarks drawn", description=__doc__)
    options.add_argument("out", type=Path, help="folder of a run with synthesise.model=scenes and synthesise.mode=text")
    options.add_argument("--most", type=int, default=400, help="upper bound of the images that are checked")
    options.add_argument("--steps", type=int, default=20, help="synthesise.steps of the run")
    options.add_argument("--guidance", type=float, default=2.0, help="synthesise.guidance of the run")
    options.add_argument("--sheet", type=Path, help="write a PNG of some pairs")
    chosen = options.parse_args(words)
    rows = rows_of(chosen.out)
    print("\n".join(attempts(rows)))
    some = [row for row in rows if row["negative_image"] is not None][: chosen.most]
    pipeline = ScenePipeline.from_pretrained(find_pipeline(some[0]["image_model"].split("@")[0]).path)
    pipeline.set_progress_bar_config(disable=True)
    found = checked(some, pipeline, chosen.steps, chosen.guidance)
    for name, right in zip(
        ("negative true of the layout", "caption false of it", "drawn as in the layout"), zip(*found, strict=True), strict=True
    ):
        print(f"{name:28} {sum(right) / len(right):.4f} of {len(right)}")
    print(f"{'all three':28} {sum(map(all, found)) / len(found):.4f}")
    if chosen.sheet:
        manifest = json.loads((chosen.out / "manifest.json").read_text())
        chosen.sheet.write_bytes(sheet(spread(some, 9), root_of(manifest["input"])))


def attempts(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line per family with the share of negatives that have an image after each number of attempts.

    Negatives that need an image of their own are excluded, because those without one are not in the shards.
    """
    by_family: dict[str, list[int | None]] = defaultdict(list)
    for row in rows:
        if row["needs_image"]:
            continue
        at = row["image_attempts"] if row["negative_image"] is not None else None
        for family in ("all", row["family"]):
            by_family[family].append(at)
    most = max((at for at in by_family["all"] if at is not None), default=1)
    lines = []
    for family, made in by_family.items():
        shares = [sum(at is not None and at <= number for at in made) / len(made) for number in range(1, most + 1)]
        lines.append(f"{family:16} {len(made):5} negatives; with an image after 1..{most}: " + " ".join(f"{share:.3f}" for share in shares))
    return lines


def spread(rows: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Return rows of all families in turn, each of another caption as long as possible."""
    by_family: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_family[row["family"]].append(row)
    taken: list[dict[str, Any]] = []
    while len(taken) < count and any(by_family.values()):
        for left in filter(None, by_family.values()):
            seen = {row["caption"] for row in taken}
            taken.append(left.pop(next((at for at, row in enumerate(left) if row["caption"] not in seen), 0)))
    return taken[:count]
