"""Run a diffusers pipeline on batches of prompts, seeds and source images. After an out-of-memory error batches are half as large."""

import gc
import inspect
import logging
from collections.abc import Sequence
from typing import Any

import PIL.Image
import torch

from hardneg.errors import UserError
from hardneg.schemas.config import SynthesiseConfig
from hardneg.synthesise.load import quiet
from hardneg.synthesise.order import DrawingOrder

NO_LIMIT = 1 << 20
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


class Painter:
    """Draw images by a diffusers pipeline. Each image's noise comes from its own generator, so that it does not depend on the batch."""

    def __init__(self, pipe: Any, config: SynthesiseConfig) -> None:
        self.pipe, self.config = pipe, config
        self.batch_size = config.batch_size
        self.arguments = inspect.signature(pipe.__call__).parameters
        self.tokenizers = [(tokenizer, self._reads(tokenizer)) for tokenizer in _tokenizers(pipe)]

    @property
    def side(self) -> int:
        """Return the side of the square whose area edited images have: from the config, else the model's native size."""
        if self.config.size is not None:
            return self.config.size
        scale = int(getattr(self.pipe, "vae_scale_factor", 8))
        for part in ("unet", "transformer"):
            size = getattr(getattr(getattr(self.pipe, part, None), "config", None), "sample_size", None)
            if isinstance(size, int):
                return size * scale
        return 512

    def excess(self, prompt: str) -> tuple[int, int] | None:
        """Return the number of tokens of a prompt and the limit, where no text encoder reads all of it; else None."""
        counts = [(len(tokenizer(prompt, truncation=False, verbose=False)["input_ids"]), limit) for tokenizer, limit in self.tokenizers]
        return max(counts, key=lambda each: each[1]) if counts and all(count > limit for count, limit in counts) else None

    def draw(self, orders: Sequence[DrawingOrder]) -> list[PIL.Image.Image | None]:
        """Return the images, RGB; None where the pipeline's safety checker blacked one out.

        Raises:
            UserError: A single image does not fit into memory.
        """
        drawn: list[PIL.Image.Image | None] = []
        while len(drawn) < len(orders):
            some = orders[len(drawn) : len(drawn) + self.batch_size]
            try:
                drawn += self._draw(some)
                continue
            except (RuntimeError, MemoryError) as error:
                if not _out_of_memory(error):
                    raise
            self._smaller(len(some))  # outside the handler: until it ends, the traceback holds the tensors
        return drawn

    def _draw(self, orders: Sequence[DrawingOrder]) -> list[PIL.Image.Image | None]:
        config = self.config
        arguments: dict[str, Any] = {
            "prompt": [order.prompt for order in orders],
            "generator": [torch.Generator("cpu").manual_seed(order.seed) for order in orders],
            "num_inference_steps": config.steps,
            "guidance_scale": config.guidance,
            "image_guidance_scale": config.image_guidance if config.mode == "instruct" else None,
            "strength": config.strength if config.mode in ("inpaint", "image") else None,
            "width": config.size,
            "height": config.size,
            "output_type": "pil",
        }
        if config.mode != "text":
            images = [order.image for order in orders if order.image is not None]
            arguments |= {"image": images, "width": images[0].width, "height": images[0].height}
        if config.mode == "inpaint":
            arguments["mask_image"] = [order.mask for order in orders]
        known = {name: value for name, value in arguments.items() if value is not None and name in self.arguments}
        with quiet(), torch.inference_mode():
            made = self.pipe(**known)
        flags = getattr(made, "nsfw_content_detected", None) or [False] * len(made.images)
        return [None if flagged else image.convert("RGB") for image, flagged in zip(made.images, flags, strict=True)]

    def _smaller(self, size: int) -> None:
        if size == 1:
            raise UserError(
                "synthesise: out of memory with a single image; set a smaller synthesise.size, synthesise.attention_slicing=true, "
                "synthesise.dtype=float16 or synthesise.offload=model"
            )
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self.batch_size = size // 2
        logging.getLogger(__name__).warning("synthesise: out of memory with %d images at once; continuing with %d", size, self.batch_size)

    def _reads(self, tokenizer: Any) -> int:
        """Return how many tokens the encoder of this tokenizer reads: CLIP's own limit, or for T5 and others the pipeline's argument."""
        own = int(tokenizer.model_max_length)
        argument = self.arguments.get("max_sequence_length")
        if argument is not None and isinstance(argument.default, int) and not type(tokenizer).__name__.startswith("CLIP"):
            return argument.default
        return min(own, NO_LIMIT)


def _tokenizers(pipe: Any) -> list[Any]:
    named = [part for name, part in sorted(pipe.components.items()) if name.startswith("tokenizer") and part is not None]
    return [part for part in named if callable(part) and hasattr(part, "model_max_length")]


def _out_of_memory(error: BaseException) -> bool:
    said = str(error).lower()
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or any(words in said for words in _OUT_OF_MEMORY)
