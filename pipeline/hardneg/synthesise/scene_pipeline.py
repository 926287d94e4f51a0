"""Generate images of the drawn world from text: diffusion of a layout, then a decoder that renders it.

A DiffusionPipeline of diffusers' and transformers' own models: ScenePipeline.from_pretrained(folder), or by this file,
DiffusionPipeline.from_pretrained(folder, custom_pipeline="pipeline/hardneg/synthesise/scene_pipeline.py", trust_remote_code=True).

The same prompt with a generator of the same seed gives the same image, whatever else is in the batch: prompts are processed in blocks of
one size and one padded length.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from diffusers import AutoencoderTiny, DiffusionPipeline, DPMSolverMultistepScheduler, ImagePipelineOutput, PixArtTransformer2DModel
from PIL import Image
from transformers import CLIPTextModel, PreTrainedTokenizerFast

from hardneg.synthesise.slots import CHANNELS, SIDE, Layout, canvas, decode, expected

BLOCK = 8
"""Images in one block; a smaller block is filled up."""
LENGTHS = 24
"""Prompts are padded to a multiple of this number of tokens."""


class ScenePipeline(DiffusionPipeline):
    """Generate a layout from a text, and an image from the layout."""

    model_cpu_offload_seq = "text_encoder->transformer->vae"

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        text_encoder: CLIPTextModel,
        transformer: PixArtTransformer2DModel,
        scheduler: DPMSolverMultistepScheduler,
        vae: AutoencoderTiny | None,
    ) -> None:
        super().__init__()
        transformer.set_default_attn_processor()  # on such short sequences twice as fast as fused attention
        self.register_modules(tokenizer=tokenizer, text_encoder=text_encoder, transformer=transformer, scheduler=scheduler, vae=vae)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def __call__(
        self,
        prompt: str | Sequence[str],
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
        num_inference_steps: int = 20,
        guidance_scale: float = 2.0,
        num_images_per_prompt: int = 1,
        output_type: str = "pil",
        return_dict: bool = True,
    ) -> ImagePipelineOutput | tuple[Any]:
        """Draw each prompt.

        Args:
            prompt: A text or texts, truncated to the tokenizer's `model_max_length`.
            generator: One for all, or one for each image, which then depends on its own alone.
            num_inference_steps: Of the solver.
            guidance_scale: Scale of classifier-free guidance; up to 1 there is no guidance, and half the work.
            num_images_per_prompt: Images of one prompt follow each other.
            output_type: `pil`, or `pt` for a tensor (n, 3, 64, 64) between 0 and 1.
            return_dict: Whether to wrap the images in an `ImagePipelineOutput`.
        """
        layout = self.layouts(prompt, generator, num_inference_steps, guidance_scale, num_images_per_prompt)
        pictures = self.drawn(layout)
        images: Any = pictures
        if output_type == "pil":
            pixels = (pictures * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
            images = [Image.fromarray(each) for each in pixels]
        return ImagePipelineOutput(images=images) if return_dict else (images,)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def layouts(
        self,
        prompt: str | Sequence[str],
        generator: torch.Generator | Sequence[torch.Generator] | None = None,
        num_inference_steps: int = 20,
        guidance_scale: float = 2.0,
        num_images_per_prompt: int = 1,
    ) -> Layout:
        """Return the layout of each image; arguments as of `__call__`."""
        prompts = [text for text in ([prompt] if isinstance(prompt, str) else prompt) for _ in range(num_images_per_prompt)]
        latents = _noise(len(prompts), generator)
        ids = [self.tokenizer(text, truncation=True)["input_ids"] for text in prompts]
        found = torch.empty_like(latents)
        for length, places in _blocks([len(each) for each in ids]):
            filled = [*places, *[places[-1]] * (BLOCK - len(places))]
            table = torch.tensor([_padded(ids[place], length, self.tokenizer.pad_token_id) for place in filled])
            made = self._denoised(table, latents[filled], num_inference_steps, guidance_scale)
            found[places] = made[: len(places)]
        return decode(found)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def drawn(self, layout: Layout) -> torch.Tensor:
        """Return images of layouts, float32 (n, 3, 64, 64) between 0 and 1, on the CPU."""
        count = len(layout.there)
        pictures = [torch.empty(0, 3, 64, 64)]
        for first in range(0, count, BLOCK):
            places = [min(place, count - 1) for place in range(first, first + BLOCK)]
            told = canvas(Layout(*(each[places] for each in layout))).to(self._execution_device, self.vae.dtype)
            pixels = torch.nn.functional.pixel_shuffle(self.vae.decode(told).sample, 2)
            pictures.append((pixels.float().cpu() / 2 + 0.5).clamp(0, 1)[: count - first])
        return torch.cat(pictures)

    def _denoised(self, ids: torch.Tensor, latents: torch.Tensor, steps: int, guidance: float) -> torch.Tensor:
        """Return the denoised latents of one block."""
        device, dtype = self._execution_device, self.transformer.dtype
        if guidance > 1:
            nothing = torch.tensor(_padded(self.tokenizer("")["input_ids"], ids.shape[1], self.tokenizer.pad_token_id))
            ids = torch.cat([ids, nothing.expand_as(ids)])
        ids, mask = ids.to(device), (ids != self.tokenizer.pad_token_id).to(device)
        text = self.text_encoder(input_ids=ids, attention_mask=mask).last_hidden_state.to(dtype)
        self.scheduler.set_timesteps(steps, device=device)
        latents = latents.to(device)
        for step in self.progress_bar(self.scheduler.timesteps):
            given = latents.repeat(len(ids) // len(latents), 1, 1, 1).to(dtype)
            output = self.transformer(
                given, encoder_hidden_states=text, encoder_attention_mask=mask.to(dtype), timestep=step.expand(len(given))
            ).sample.float()
            if guidance > 1:
                told, untold = output.chunk(2)
                output = untold + guidance * (told - untold)
            left = self.scheduler.alphas_cumprod.to(device)[step].float()
            clean = expected(output, latents, left.sqrt(), (1 - left).sqrt())
            latents = self.scheduler.step(clean, step, latents).prev_sample
        return latents.float().cpu()


def _noise(count: int, generator: torch.Generator | Sequence[torch.Generator] | None) -> torch.Tensor:
    """Return standard normal latents, each from its own generator where there are several."""
    if generator is None or isinstance(generator, torch.Generator):
        generator = [generator] * count
    if len(generator) != count:
        raise ValueError(f"{len(generator)} generators for {count} images; give one, or one for each image")
    rows = [torch.randn(CHANNELS, SIDE, SIDE, generator=each, device=each.device if each else "cpu").cpu() for each in generator]
    return torch.stack(rows) if rows else torch.empty(0, CHANNELS, SIDE, SIDE)


def _blocks(lengths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield the padded length and the places of the prompts of each block."""
    padded = [-(-length // LENGTHS) * LENGTHS for length in lengths]
    for length in sorted(set(padded)):
        places = [place for place, each in enumerate(padded) if each == length]
        for first in range(0, len(places), BLOCK):
            yield length, places[first : first + BLOCK]


def _padded(ids: Sequence[int], length: int, pad: int) -> list[int]:
    return [*ids, *[pad] * (length - len(ids))]
