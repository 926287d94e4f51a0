"""Define the command `train-photos`; `hardneg.cli` registers it."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def train_photos(
    photos: Annotated[
        str, typer.Argument(metavar="PHOTOS", help="Photographs with captions, as `run --input` reads them, or the OUT of a run.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="FOLDER", help="Folder to write the matcher to.")],
    image_encoder: Annotated[str, typer.Option(metavar="MODEL", help="Frozen encoder of images.")] = "efficientnet-lite2",
    text_encoder: Annotated[str, typer.Option(metavar="MODEL", help="Frozen encoder of texts.")] = "minilm-l6-v2",
    calibration: Annotated[float, typer.Option(help="Share of the images that are kept for the calibration.")] = 0.5,
    steps: Annotated[int, typer.Option(min=0, help="Steps of training; 0: make the linear map alone.")] = 600,
    images: Annotated[int, typer.Option(min=2, help="Captions with their images per step.")] = 16,
    negatives: Annotated[int, typer.Option(min=1, help="Negatives per caption and step.")] = 4,
    learning_rate: Annotated[float, typer.Option(help="Peak learning rate.")] = 5e-4,
    image_root: Annotated[str | None, typer.Option(metavar="FOLDER", help="Folder that relative image paths start from.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the batches and the weights.")] = 0,
    config: Annotated[
        str | None, typer.Option("--config", "-c", metavar="CONFIG", help="Config of the run that makes the negatives.")
    ] = "captions",
    sets: Annotated[list[str] | None, typer.Option("--set", "-s", metavar="KEY=VALUE", help="Set one value of it.")] = None,
) -> None:
    """Train a matcher of photographs in minutes: a head on frozen encoders, calibrated on images that it did not see."""
    from hardneg.config import load
    from hardneg.errors import UserError

    if not 0.0 <= calibration <= 0.8:
        raise UserError(f"--calibration {calibration:g}: give a share of the images from 0 to 0.8")
    if learning_rate <= 0:
        raise UserError(f"--learning-rate {learning_rate:g}: give a learning rate above 0")
    from rich.console import Console

    from hardneg.training.matcher.photos.start import RULES, PhotoSettings
    from hardneg.training.matcher.photos.start import train_photos as start

    wanted = PhotoSettings(image_encoder, text_encoder, calibration, steps, images, negatives, learning_rate, seed)
    start(photos, to, wanted, load(config, [*RULES, *(sets or [])], os.environ), image_root, Console(markup=False).print)
