"""Make real diffusers pipelines of a few thousand random weights, and saved as diffusers saves them. No test itself."""

from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    EulerDiscreteScheduler,
    StableDiffusionInpaintPipeline,
    StableDiffusionInstructPix2PixPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

LIMIT = 20
"""Tokens that the text encoders here read: one a letter, beginning and end."""

WIDTH = 16


def tokenizer() -> CLIPTokenizer:
    letters = [chr(code) for code in range(33, 127)]
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={word: i for i, word in enumerate(words)}, merges=[], model_max_length=LIMIT)


def text_encoder(projected: bool = False) -> Any:
    config = CLIPTextConfig(
        vocab_size=200,
        hidden_size=WIDTH,
        intermediate_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=LIMIT,
        projection_dim=WIDTH,
        bos_token_id=188,
        eos_token_id=189,
        pad_token_id=189,
    )
    return CLIPTextModelWithProjection(config) if projected else CLIPTextModel(config)


def unet(channels: int, **more: Any) -> UNet2DConditionModel:
    options: dict[str, Any] = {"cross_attention_dim": WIDTH, "attention_head_dim": 4} | more
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=channels,
        out_channels=4,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=(8, 16),
        layers_per_block=1,
        norm_num_groups=4,
        **options,
    )


def vae() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=32,
    )


def _parts(channels: int) -> dict[str, Any]:
    return {
        "vae": vae(),
        "text_encoder": text_encoder(),
        "tokenizer": tokenizer(),
        "unet": unet(channels),
        "scheduler": DDIMScheduler(num_train_timesteps=50, steps_offset=1, clip_sample=False),
        "safety_checker": None,
        "feature_extractor": None,
        "requires_safety_checker": False,
    }


KINDS = {
    "text": (StableDiffusionPipeline, 4),
    "inpaint": (StableDiffusionInpaintPipeline, 9),
    "instruct": (StableDiffusionInstructPix2PixPipeline, 8),
}


def save(kind: str, folder: Path) -> Path:
    torch.manual_seed(0)
    made, channels = KINDS[kind]
    made(**_parts(channels)).save_pretrained(folder)
    return folder


def save_xl(folder: Path, inpaint: bool = False) -> Path:
    torch.manual_seed(0)
    wide = unet(
        9 if inpaint else 4,
        cross_attention_dim=2 * WIDTH,
        addition_embed_type="text_time",
        addition_time_embed_dim=4,
        projection_class_embeddings_input_dim=6 * 4 + WIDTH,
        transformer_layers_per_block=(1, 1),
        use_linear_projection=True,
    )
    made: Any = StableDiffusionXLInpaintPipeline if inpaint else StableDiffusionXLPipeline
    made(
        vae=vae(),
        text_encoder=text_encoder(),
        text_encoder_2=text_encoder(projected=True),
        tokenizer=tokenizer(),
        tokenizer_2=tokenizer(),
        unet=wide,
        scheduler=EulerDiscreteScheduler(num_train_timesteps=50),
        add_watermarker=False,
    ).save_pretrained(folder)
    return folder


def count(folder: Path) -> int:
    from safetensors import safe_open

    total = 0
    for path in folder.rglob("*.safetensors"):
        with safe_open(path, framework="pt") as tensors:
            total += sum(tensors.get_tensor(name).numel() for name in tensors.keys())  # noqa: SIM118 (no mapping)
    return total
