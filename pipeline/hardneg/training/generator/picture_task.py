"""Train the decoder that draws layouts, in the loop of `hardneg.training.loop`."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from hardneg.scenes.graph import Scene
from hardneg.scenes.render import render
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.space import nested
from hardneg.seeding import generator_for
from hardneg.synthesise.slots import canvas, occupied
from hardneg.training.generator import generator_models
from hardneg.training.generator.layout_examples import layout_of

THING = 4.0
"""The weight of the error on things, relative to the background, which covers most of an image and is learned early."""

NESTED = 0.3
"""The share of images with one thing inside another: the hardest to draw, and only an eighth of sampled scenes."""


class PictureBatch(NamedTuple):
    """A `PictureBatch` holds canvases (n, channels, 32, 32) and the images of their scenes (n, 3, 64, 64) in [-1, 1]."""

    canvas: torch.Tensor
    pixels: torch.Tensor


@dataclass(frozen=True)
class PictureTask:
    """Train on `size` new scenes a step, and evaluate on `held_out` others."""

    seed: int = 1
    size: int = 16
    width: int = 48
    blocks: int = 5
    held_out: int = 64
    initial: Path | None = None
    name: str = "scenes-picture"

    def model(self) -> torch.nn.Module:
        """Return fresh weights, or those of the pipeline in the folder `initial`; the unused encoder is not trained."""
        torch.manual_seed(self.seed)
        made = generator_models.decoder(self.width, self.blocks, self.initial)
        made.encoder.requires_grad_(False)
        return made.to(memory_format=torch.channels_last)  # a third faster on CPUs

    def batch(self, step: int, rank: int, world: int) -> PictureBatch:
        """Return new scenes, drawn by the renderer."""
        return pictured([_scene(generator_for(self.seed, f"{step}-{n}", "generator", "picture")) for n in range(rank, self.size, world)])

    def loss(self, model: torch.nn.Module, batch: PictureBatch) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Return the absolute plus squared error, weighted towards things."""
        device = next(model.parameters()).device
        canvas = batch.canvas.to(device, memory_format=torch.channels_last)
        error = drawn(model, canvas) - batch.pixels.to(device)
        weight = functional.interpolate(1 + THING * occupied(canvas)[:, None].float(), scale_factor=2)
        weight = weight / weight.mean()
        absolute, squared = (weight * error.abs()).mean(), (weight * error.square()).mean()
        return absolute + 2 * squared, {"absolute": float(absolute.detach()), "squared": float(squared.detach())}

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """Return the peak signal-to-noise ratio of held-out images in dB."""
        batch = pictured([sample(generator_for(self.seed, f"held-out-{n}", "generator", "picture")) for n in range(self.held_out)])
        squared = (drawn(model, batch.canvas).clamp(-1, 1) - batch.pixels).square().mean()
        return {"score": float(10 * torch.log10(4 / squared))}

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        """Write `vae` in its own format, contiguous, because safetensors rejects channels-last tensors."""
        model.to(memory_format=torch.contiguous_format).save_pretrained(folder / "vae")  # type: ignore[operator]


def _scene(rng: random.Random) -> Scene:
    scene = sample(rng)
    if rng.random() < NESTED:
        while not any(nested(a, b) for a, b in combinations(scene.things, 2)):
            scene = sample(rng)
    return scene


def drawn(model: torch.nn.Module, canvas: torch.Tensor) -> torch.Tensor:
    """Return images in [-1, 1]."""
    pixels: torch.Tensor = torch.nn.functional.pixel_shuffle(model.decoder(canvas), 2).float()  # type: ignore[operator]
    return pixels


def pictured(scenes: list[Scene]) -> PictureBatch:
    """Return canvases and renderings of scenes."""
    pixels = np.stack([np.asarray(render(scene)) for scene in scenes])
    return PictureBatch(canvas(layout_of(scenes)), torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1)
