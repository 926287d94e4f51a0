"""Build the generator of drawn scenes before training: its models, its vocabulary, and its folder."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, PixArtTransformer2DModel
from safetensors.torch import load_file
from transformers import CLIPTextModel, PreTrainedTokenizerFast

from hardneg.models.matcher_folder import WEIGHTS
from hardneg.models.tensors import make_readable
from hardneg.synthesise.load import quiet
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.synthesise.slots import CANVAS, CHANNELS, SIDE

READS = WEIGHTS / "scenes-clip"
"""The pretrained contrastive model of the drawn world whose text encoder is the initial text encoder."""

WEIGHTS_OF = "diffusion_pytorch_model.safetensors"
"""The names of the parts in a diffusers model folder."""


@cache
def tokenizer() -> PreTrainedTokenizerFast:
    """Return a tokenizer of whole words in lower case."""
    return PreTrainedTokenizerFast.from_pretrained(READS)


def text_encoder(initial: Path | None = None) -> CLIPTextModel:
    """Return the text encoder in float32 with initial weights from a pipeline's folder, or from the contrastive model."""
    with quiet():
        made = CLIPTextModel.from_pretrained(initial / "text_encoder" if initial else READS, dtype=torch.float32)
    made.set_attn_implementation("eager")  # the backward pass on such short texts is several times as fast as with fused attention
    return made


def transformer(text_width: int = 128, width: int = 192, layers: int = 6, initial: Path | None = None) -> PixArtTransformer2DModel:
    """Return the denoiser of layouts, one token a slot, with fresh weights or those of a pipeline's folder."""
    made = PixArtTransformer2DModel(
        num_attention_heads=width // 64,
        attention_head_dim=64,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        num_layers=layers,
        cross_attention_dim=width,
        sample_size=SIDE,
        patch_size=1,
        caption_channels=text_width,
        use_additional_conditions=False,
        interpolation_scale=1,
    )
    if initial:
        made.load_state_dict(load_file(initial / "transformer" / WEIGHTS_OF))
    made.set_default_attn_processor()  # on such short sequences twice as fast as fused attention
    return made


def decoder(width: int = 48, blocks: int = 5, initial: Path | None = None) -> AutoencoderTiny:
    """Return the decoder of a 32 x 32 canvas into 2 x 2 RGB pixels a cell; the class also has an encoder, which is unused."""
    made = AutoencoderTiny(
        out_channels=12,
        latent_channels=CANVAS,
        encoder_block_out_channels=(4,),
        num_encoder_blocks=(1,),
        decoder_block_out_channels=(width,),
        num_decoder_blocks=(blocks,),
    )
    if initial:
        made.load_state_dict(load_file(initial / "vae" / WEIGHTS_OF))
    return made


def scheduler() -> DPMSolverMultistepScheduler:
    """Return the scheduler, for which twenty steps suffice."""
    return DPMSolverMultistepScheduler(beta_schedule="squaredcos_cap_v2", prediction_type="sample")


def save(pipeline: ScenePipeline, folder: Path) -> None:
    """Write the pipeline's folder with weights in half precision, which are loaded as float32."""
    for model in (pipeline.text_encoder, pipeline.transformer, pipeline.vae):
        model.half()
    pipeline.save_pretrained(folder, safe_serialization=True)
    _edit(folder / "text_encoder" / "config.json", {"dtype": "float32"})
    _edit(folder / "model_index.json", {"tokenizer": ["transformers", "PreTrainedTokenizerFast"]})  # its name in all versions
    _edit(folder / "vae" / "config.json", {"block_out_channels": None, "_name_or_path": None})  # of the first, diffusers knows nothing
    _edit(folder / "transformer" / "config.json", {"_name_or_path": None})
    for model in (pipeline.text_encoder, pipeline.transformer, pipeline.vae):
        model.to(torch.float32)
    for part in folder.iterdir():
        if part.is_dir():
            make_readable(part)


def _edit(path: Path, changes: Mapping[str, object]) -> None:
    known = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({name: value for name, value in known.items() if value is not None}, indent=2) + "\n")
