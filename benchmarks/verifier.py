"""Measure the verifier of `synthesise` by family: the share of exact images that it accepts, and of wrong images that it rejects.

Scenes are drawn from a seed, and the exact editor makes the images. Wrong images are the caption's own and that of another negative.
"""

import argparse
import time

from rich.console import Console
from rich.table import Table

from hardneg.config import load
from hardneg.synthesise.exact_images import CAPTION, OTHER, TrialFigures, measured
from hardneg.synthesise.verify import Verifier


def main(words: list[str]) -> None:
    """Measure the verifier, and print a table."""
    options = argparse.ArgumentParser(prog="python -m benchmarks verifier", description=__doc__)
    options.add_argument(
        "--config", default=None, help="YAML with filter.match and synthesise; default: the default config with the matcher `scenes`"
    )
    options.add_argument("--set", action="append", default=[], help="one config value, such as synthesise.fit_share=0.05")
    options.add_argument("--scenes", type=int, default=500)
    options.add_argument("--seed", type=int, default=71)
    options.add_argument("--pixels", type=int, default=64)
    chosen = options.parse_args(words)
    sets = [*([] if chosen.config else ["filter.match.image_models=scenes"]), *chosen.set]
    config = load(chosen.config, sets, {})
    verifier = Verifier(config.synthesise, config.filter.match.of_images(config.synthesise.match))
    verifier.setup()
    began = time.perf_counter()
    found = measured(verifier.judge, chosen.scenes, chosen.seed, chosen.pixels)
    Console(highlight=False).print(table(found, verifier.revision))
    print(f"{chosen.scenes} scenes of seed {chosen.seed}, {time.perf_counter() - began:.0f} s; least score {verifier.viewers[0].least}")


def table(found: dict[str, TrialFigures], revision: str) -> Table:
    """Return the figures as a table for the terminal."""
    made = Table(title=f"exact images, checked by {revision}", title_justify="left")
    made.add_column("family", no_wrap=True)
    for name in ("exact", "accepted", "caption's", "refused", "another's", "refused", "all refused"):
        made.add_column(name, justify="right")
    for family, one in found.items():
        cells = [f"{one.right:,}", _share(one.accepted, one.right)]
        for kind in (CAPTION, OTHER):
            cells += [f"{one.wrong.get(kind, 0):,}", _share(one.refused.get(kind, 0), one.wrong.get(kind, 0))]
        made.add_row(family, *cells, f"{one.refused_share:.1%}")
    return made


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""
