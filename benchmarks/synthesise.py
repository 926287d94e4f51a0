"""Measure images per second of the synthesise stage, and compare them with the raw diffusers pipeline.

Both sides draw the same images with the same pipeline, batch size, steps and prompts in this process. They alternate, because the speed of
a shared machine drifts. The stage draws every negative once, checks the image by the matcher, and encodes accepted images.
"""

import argparse
import time
from statistics import median
from typing import Any

import torch

from hardneg.config import load
from hardneg.scenes.text_variants import negatives
from hardneg.scenes.world import samples
from hardneg.schemas.arrow import to_table
from hardneg.schemas.rows import Generator, Negative, RewrittenRow, Source
from hardneg.seeding import generator_for
from hardneg.synthesise.best import STAGE, seed_of
from hardneg.synthesise.image_stage import SynthesiseStage
from hardneg.synthesise.order import DrawingOrder
from hardneg.synthesise.stage import make


def rows(count: int, seed: int) -> list[RewrittenRow]:
    """Return captions of scenes with a total of `count` negatives."""
    found: list[RewrittenRow] = []
    made = 0
    for sample in samples(seed, 10 * count):
        pairs = negatives(sample.scene, generator_for(seed, sample.id, STAGE, "benchmark"), sample.statement)[: count - made]
        listed = [
            Negative(
                id=f"{sample.id}-{i}", negative=pair.negative, family=pair.family, kind="", edits=[], generator=Generator(method="rules")
            )
            for i, pair in enumerate(pairs)
        ]
        found.append(
            RewrittenRow(id=sample.id, caption=sample.caption, source=Source(input="scenes", key=sample.id), positives=[], negatives=listed)
        )
        made += len(listed)
        if made == count:
            break
    return found


def raw(pipe: Any, orders: list[DrawingOrder], batch: int, arguments: dict[str, Any]) -> float:
    """Return the seconds of the bare pipeline."""
    began = time.perf_counter()
    with torch.inference_mode():
        for first in range(0, len(orders), batch):
            some = orders[first : first + batch]
            generators = [torch.Generator("cpu").manual_seed(order.seed) for order in some]
            pipe(prompt=[order.prompt for order in some], generator=generators, **arguments)
    return time.perf_counter() - began


def staged(stage: SynthesiseStage, table: Any) -> float:
    """Return the seconds of the stage's `process`."""
    began = time.perf_counter()
    stage.process(table)
    return time.perf_counter() - began


def main(words: list[str]) -> None:
    """Measure both sides, and print rates and the ratio."""
    options = argparse.ArgumentParser(prog="python -m benchmarks synthesise", description=__doc__)
    options.add_argument("--config", default=None)
    options.add_argument("--set", action="append", default=[], help="one config value, such as synthesise.batch_size=64")
    options.add_argument("--count", type=int, default=256, help="negatives")
    options.add_argument("--turns", type=int, default=3)
    chosen = options.parse_args(words)
    defaults = [] if chosen.config else ["filter.match.image_models=scenes"]
    config = load(chosen.config, [*defaults, *chosen.set, "synthesise.enabled=true", "synthesise.max_attempts=1"], {})
    stage = make(config)
    stage.setup()
    section, pipe = stage.config, stage.painter.pipe
    table = to_table(list(rows(chosen.count, 5)), RewrittenRow)
    orders = [
        DrawingOrder(negative["negative"], seed_of(config.seed, negative["id"], 0, 1))
        for of in table["negatives"].to_pylist()
        for negative in of
    ]
    settings = {"num_inference_steps": section.steps, "guidance_scale": section.guidance, "width": section.size, "height": section.size}
    arguments = {name: value for name, value in settings.items() if value is not None and name in stage.painter.arguments}
    raw(pipe, orders[: section.batch_size], section.batch_size, arguments)
    bare, ours = [], []
    for turn in range(chosen.turns):
        first = turn % 2 == 0
        if first:
            bare.append(raw(pipe, orders, section.batch_size, arguments))
        ours.append(staged(stage, table))
        if not first:
            bare.append(raw(pipe, orders, section.batch_size, arguments))
    print(f"{len(orders)} images, batch {section.batch_size}, {torch.get_num_threads()} threads, median of {chosen.turns} turns")
    print(f"raw pipeline      {len(orders) / median(bare):7.1f} images/s")
    print(f"synthesise stage  {len(orders) / median(ours):7.1f} images/s, including the matcher's check and encoding")
    print(f"ratio             {median(bare) / median(ours):7.2f}")
