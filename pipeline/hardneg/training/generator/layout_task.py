"""Train text encoder and transformer to denoise layouts, in the loop of `hardneg.training.loop`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import torch
from torch.nn import functional

from hardneg.scenes.graph import Scene
from hardneg.scenes.oracle import is_true
from hardneg.scenes.world import samples
from hardneg.seeding import seed_for
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.synthesise.slots import CHOICES, PLACE, THINGS, as_slots, encode
from hardneg.training.generator import generator_models
from hardneg.training.generator.layout_examples import examples, layout_of, scenes_of

HELD_OUT = 7_001
"""The seed of the held-out scenes."""


EARLY = 700
"""The first of the early steps, of 1000, in which noise dominates."""

POOLED = 4
"""The number of steps that share scenes; each has captions of similar length, which reduces padding."""

TWICE = 2
"""The number of passes over the same scenes with new noise; new scenes take a tenth of the time."""


class LayoutBatch(NamedTuple):
    """A `LayoutBatch` holds token ids (n, length), padded with 0, and several noisy latents a text (n * draws, 30, 3, 3) with their
    targets.
    """

    ids: torch.Tensor
    clean: torch.Tensor
    noise: torch.Tensor
    steps: torch.Tensor


class Denoiser(torch.nn.Module):
    """A `Denoiser` is text encoder and transformer in one module."""

    def __init__(self, text_encoder: torch.nn.Module, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.text_encoder, self.transformer = text_encoder, transformer

    def forward(self, ids: torch.Tensor, noisy: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
        """Return the transformer's output for noisy latents; those of one text are adjacent.

        Under autocast everything runs in half precision, because conversions dominate the time on such small tensors.
        """
        if torch.is_autocast_enabled(noisy.device.type):
            half = {name: value.bfloat16() for name, value in self.named_parameters()}
            with torch.autocast(noisy.device.type, enabled=False):
                made: torch.Tensor = torch.func.functional_call(self, half, (ids, noisy.bfloat16(), steps))
            return made
        mask = ids != 0
        text = self.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        each = len(noisy) // len(ids)
        output: torch.Tensor = self.transformer(
            noisy,
            encoder_hidden_states=text.repeat_interleave(each, 0),
            encoder_attention_mask=mask.to(text.dtype).repeat_interleave(each, 0),
            timestep=steps,
        ).sample
        return output


@lru_cache(maxsize=1)
def _pool(seed: int, name: str, scenes: int, captions: int) -> list[tuple[Scene, str]]:
    """Return the examples of several steps, shortest captions first."""
    return sorted(examples(seed, name, scenes, captions), key=lambda example: len(example[1]))


@cache
def _left() -> torch.Tensor:
    """Return the remaining share of variance of clean latents at each step."""
    return generator_models.scheduler().alphas_cumprod


@dataclass(frozen=True)
class LayoutTask:
    """Train on `scenes` new scenes a step with `captions` each, and `draws` noisy layouts a caption.

    A share of `unconditional` has no text, for classifier-free guidance. A share of `early` is at early steps of drawing, in which the
    text is the only evidence.
    """

    seed: int = 1
    scenes: int = 24
    captions: int = 4
    draws: int = 2
    unconditional: float = 0.1
    width: int = 192
    layers: int = 6
    early: float = 0.5
    held_out: int = 256
    initial: Path | None = None
    name: str = "scenes-layout"

    def model(self) -> torch.nn.Module:
        """Return fresh weights, or those of the pipeline in the folder `initial`."""
        torch.manual_seed(self.seed)
        return Denoiser(
            generator_models.text_encoder(self.initial),
            generator_models.transformer(width=self.width, layers=self.layers, initial=self.initial),
        )

    def batch(self, step: int, rank: int, world: int) -> LayoutBatch:
        """Return new scenes with captions, some of which are empty."""
        generator = torch.Generator().manual_seed(seed_for(self.seed, f"{step}-{rank}", "generator", "noise"))
        pool = _pool(self.seed, f"layout-{step // (POOLED * TWICE)}-{rank}", max(1, self.scenes // world) * POOLED, self.captions)
        size = len(pool) // POOLED
        made = pool[step % POOLED * size :][:size]
        unconditional = (torch.rand(len(made), generator=generator) < self.unconditional).tolist()
        texts = ["" if without else text for (_, text), without in zip(made, unconditional, strict=True)]
        ids = generator_models.tokenizer()(texts, padding=True, return_tensors="pt")["input_ids"]
        clean = encode(layout_of([scene for scene, _ in made])).repeat_interleave(self.draws, 0)
        noise = torch.randn(clean.shape, generator=generator)
        early = torch.rand(len(clean), generator=generator) < self.early
        uniform = torch.rand(len(clean), generator=generator)
        steps = torch.where(early, EARLY + (1000 - EARLY) * uniform, 1000 * uniform).long()
        return LayoutBatch(ids, clean, noise, steps)

    def loss(self, model: torch.nn.Module, batch: LayoutBatch) -> tuple[torch.Tensor, Mapping[str, float]]:
        """Return the cross-entropy of categories plus the squared error of the velocity of places."""
        device = next(model.parameters()).device
        batch = LayoutBatch(*(each.to(device) for each in batch))
        left = _left().to(device)[batch.steps][:, None, None, None]
        signal, sigma = left.sqrt(), (1 - left).sqrt()
        out = as_slots(model(batch.ids, signal * batch.clean + sigma * batch.noise, batch.steps)).float()
        clean, velocity = as_slots(batch.clean), as_slots(signal * batch.noise - sigma * batch.clean)
        there = clean[:, :THINGS, 0] > 0
        existence = functional.binary_cross_entropy_with_logits(out[:, :THINGS, 0], there.float())
        place = (out - velocity)[:, :THINGS, PLACE][there].square().mean()
        looks = [functional.cross_entropy(out[:, :THINGS, part][there], clean[:, :THINGS, part][there].argmax(-1)) for part in CHOICES[:3]]
        ground = [functional.cross_entropy(out[:, THINGS, part], clean[:, THINGS, part].argmax(-1)) for part in CHOICES[3:]]
        parts = {"existence": existence, "place": place, "looks": torch.stack(looks).sum(), "ground": torch.stack(ground).sum()}
        total = 2 * parts["existence"] + 3 * parts["place"] + parts["looks"] + 0.2 * parts["ground"]
        return total, {name: float(value.detach()) for name, value in parts.items()}

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        """Return the share of held-out captions that are true of the layout drawn for them, one layout each, without guidance."""
        assert isinstance(model, Denoiser)
        pipeline = ScenePipeline(generator_models.tokenizer(), model.text_encoder, model.transformer, generator_models.scheduler(), None)
        pipeline.set_progress_bar_config(disable=True)
        captions = [sample.caption for sample in samples(HELD_OUT, self.held_out)]
        generators = [torch.Generator().manual_seed(number) for number in range(len(captions))]
        scenes = scenes_of(pipeline.layouts(captions, generators, num_inference_steps=12, guidance_scale=1.0))
        return {"score": sum(is_true(text, scene) is True for text, scene in zip(captions, scenes, strict=True)) / len(captions)}

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        """Write `text_encoder` and `transformer` in their own formats."""
        assert isinstance(model, Denoiser)
        model.text_encoder.save_pretrained(folder / "text_encoder")
        model.transformer.save_pretrained(folder / "transformer")
