"""The line of stages: which there are, and which of them a config has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardneg.schemas.config import Config

STAGES = ("captions", "parse", "rewrite", "filter", "synthesise", "shards")
INPUT = "input"
FOLDERS = {"shards": "flat"}
"""Folders of parts that are not called as their stage."""


def line(config: Config) -> tuple[str, ...]:
    """The stages of a run with this config, in order: synthesise only where it is enabled."""
    return tuple(stage for stage in STAGES if stage != "synthesise" or config.synthesise.enabled)


def before(stage: str, config: Config) -> str:
    """The folder of the parts that `stage` reads."""
    stages = line(config)
    return (INPUT, *stages)[stages.index(stage)]


def folders(config: Config) -> tuple[str, ...]:
    """The folders of parts of a whole run, in order."""
    return (INPUT, *(FOLDERS.get(stage, stage) for stage in line(config)))
