"""Define a pipeline of a few lines that draws in plain colours, and a matcher that sees them. No test itself."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import PIL.Image
import torch

from hardneg.schemas.config import MatchConfig, SynthesiseConfig
from hardneg.schemas.matching import ImageMatcher
from hardneg.synthesise.best import ImageRequest
from hardneg.synthesise.painter import Painter
from hardneg.synthesise.verify import Claim, Verifier

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


class Crayons:
    """Draw the colour that the prompt names with probability `skill`, else another; edits only in the mask, but for `spill`."""

    components: dict[str, Any] = {}
    unet = SimpleNamespace(config=SimpleNamespace(sample_size=2))
    vae_scale_factor = 8

    def __init__(self, skill: float = 1.0, room: int = 1000, nsfw: str | None = None, spill: int = 0) -> None:
        self.skill, self.room, self.nsfw, self.spill = skill, room, nsfw, spill
        self.batches: list[int] = []

    def __call__(
        self,
        prompt: list[str],
        generator: list[torch.Generator],
        image: list[PIL.Image.Image] | None = None,
        mask_image: list[PIL.Image.Image] | None = None,
        width: int = 16,
        height: int = 16,
    ) -> Any:
        if len(prompt) > self.room:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")
        self.batches.append(len(prompt))
        drawn = []
        for i, (text, chance) in enumerate(zip(prompt, generator, strict=True)):
            wanted = next(colour for colour in COLOURS if colour in text)
            if float(torch.rand((), generator=chance)) > self.skill:
                wanted = next(colour for colour in COLOURS if colour != wanted)
            made = PIL.Image.new("RGB", (width, height), COLOURS[wanted])
            if image is not None and mask_image is not None:
                made = PIL.Image.composite(made, image[i].point(lambda value: value ^ self.spill), mask_image[i])
            drawn.append(made)
        return SimpleNamespace(images=drawn, nsfw_content_detected=[self.nsfw is not None and self.nsfw in text for text in prompt])


class Colours:
    """Score a colour word by ten times the share of the picture's pixels that are of it, less five."""

    revision = "colours@1"
    threshold: float | None = None
    truncated = 0

    def __init__(self) -> None:
        self.calls = 0

    def score(self, images: Sequence[PIL.Image.Image], texts: Sequence[str], pairs: Any = None) -> Any:
        self.calls += 1
        shares = [{name: float((np.asarray(image) == colour).all(-1).mean()) for name, colour in COLOURS.items()} for image in images]
        pairs = [(i, i) for i in range(len(texts))] if pairs is None else pairs
        return np.array([sum(10 * shares[i][name] - 5 for name in COLOURS if name in texts[t]) for i, t in pairs], np.float32)

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        return None


def config(**told: Any) -> SynthesiseConfig:
    return SynthesiseConfig.model_validate({"enabled": True, "margin": 2.0} | told)


def painter(settings: SynthesiseConfig, **told: Any) -> Painter:
    return Painter(Crayons(**told), settings)


def verifier(settings: SynthesiseConfig, model: str) -> Verifier:
    made = Verifier(settings, MatchConfig(image_models=[ImageMatcher(model=model)], uncalibrated="judge"))
    made.use(Colours())
    return made


def requests(count: int, slots: int = 1) -> list[ImageRequest]:
    return [
        ImageRequest(f"n{i}", slot, "a red dog", Claim("a red dog", "a blue dog", "attribute"))
        for i in range(count)
        for slot in range(slots)
    ]
