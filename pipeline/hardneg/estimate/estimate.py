"""Estimate a run: draw a sample of its input, run it, and extrapolate."""

import os
from collections.abc import Callable
from contextlib import suppress

from rich.console import Console

from hardneg.engine import storage
from hardneg.engine.order import enabled
from hardneg.engine.progress import Progress
from hardneg.engine.single_worker import can_make
from hardneg.engine.spread import on_ray
from hardneg.engine.stage import Resources
from hardneg.errors import UserError
from hardneg.estimate.draw import draw
from hardneg.estimate.extrapolate import Estimate, extrapolate, parts_of, sample_parts
from hardneg.estimate.trial import run_sample, work_folder
from hardneg.schemas.config import Config
from hardneg.wording import amount

FEW = 10
"""Upper bound of the captions of the second run, which a single part needs: its workers make no part that is not their first."""


def estimate(input: str, config: Config, size: int, seed: int, at: str | None, say: Callable[[str], None]) -> Estimate:
    """Return what a run of `input` with `config` will take, by a run of `size` captions that `seed` draws.

    The run of the sample is in `at`, or in a temporary folder of this machine, and is removed afterwards.

    Raises:
        UserError, StageError: As a run.
    """
    with work_folder(at) as folder:
        with on_ray(Progress("none", Console(quiet=True))) as spread:
            drawn = draw(input, config, size, seed, spread)
        parts = parts_of(drawn, config)
        pools = parts > 1 or not can_make([Resources.of(getattr(config, stage)) for stage in enabled(config)])
        say(f"running {amount(len(drawn.records), 'caption')} of {drawn.captions:,}")
        count = sample_parts(len(drawn.records), parts, config) if pools else 1
        trial = run_sample(drawn.records, input, config, count, storage.join(folder, "sample"))
        few = None
        if not pools and len(drawn.records) >= 2 * FEW:
            some = drawn.records[:: -(-len(drawn.records) // FEW)]
            say(f"running {len(some)} of these again, to tell what is loaded at first use from the cost of a caption")
            with suppress(UserError):  # of few captions all may be rejected
                few = run_sample(some, input, config, 1, storage.join(folder, "few"))
    return extrapolate(input, drawn, trial, config, pools, None if os.environ.get("RAY_ADDRESS") else os.cpu_count(), few)
