"""Define the order of the stages: their commands, the folders of their parts, and which of them a config enables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from hardneg.schemas.config import Config


class Step(NamedTuple):
    """Describe a stage in the order of a run.

    `command` names its command, its config section and its package. `folder` is where its parts are.
    """

    command: str
    folder: str
    enabled: Callable[[Config], bool] = lambda config: True  # noqa: ARG005


STEPS = (
    Step("captions", "captions"),
    Step("parse", "parse"),
    Step("rewrite", "rewrite"),
    Step("filter", "filter"),
    Step("synthesise", "synthesise", lambda config: config.synthesise.enabled),
    Step("shards", "flat"),
)
STAGES = tuple(step.command for step in STEPS)
INPUT = "input"
"""Folder of the parts that the input is cut into, before the first stage. `captions` makes them, too."""
SHARDS = "shards"
"""Folder of the packed shards."""
REPORT = "report"
"""Folder of the report."""
OF_PARTS = (INPUT, *(step.folder for step in STEPS))
"""Folders of parts."""
WRITTEN = (*OF_PARTS, SHARDS)
"""Folders of OUT that runs alone write to. An input of the user's may lie in no such folder, because runs remove files there."""


def enabled(config: Config) -> tuple[str, ...]:
    """Return the stages of a run with this config, in order."""
    return tuple(step.command for step in STEPS if step.enabled(config))


def before(stage: str, config: Config) -> str:
    """Return the folder of the parts that `stage` reads."""
    return folders(config)[enabled(config).index(stage)]


def folders(config: Config) -> tuple[str, ...]:
    """Return the folders of parts of a whole run, in order."""
    return (INPUT, *(step.folder for step in STEPS if step.enabled(config)))


def command(folder: str) -> str:
    """Return the command that makes the parts in `folder`."""
    return {INPUT: STAGES[0]}.get(folder) or next((step.command for step in STEPS if step.folder == folder), folder)


def to_run(folder: str, out: str) -> str:
    """Return what a user types to make the parts in `folder`. A run that goes on has its config in its manifest."""
    return f"hardneg {command(folder)} {out}" + (" --config CONFIG --input INPUT" if folder == INPUT else "")
