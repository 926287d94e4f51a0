"""The generator of drawn scenes before it is trained: its models from their configs, its vocabulary, and its folder."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, DPMSolverMultistepScheduler, PixArtTransformer2DModel
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import PreTrainedTokenizerFast, T5Config, T5EncoderModel

from pipeline.synthesise.scene_pipeline import ScenePipeline
from pipeline.synthesise.slots import CANVAS, CHANNELS, SIDE
from scenes.graph import BACKGROUNDS
from scenes.templates import ALL, FULL, JOINTS
from scenes.words import MEANING, NOUNS, NUMBERS, RELATION_MEANING

LONGEST = 64
"""Tokens of a prompt; the grammar's captions have up to 40."""
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_OTHER = ("a", "an", "the", "single", "pair", "couple", "group", "of", "several", "that", "are", "is", "and", "on", "background")


def tokenizer() -> PreTrainedTokenizerFast:
    """Whole words, lower case: all that the scenes' grammar and oracle know."""
    texts = [*MEANING, *NOUNS, *NUMBERS, *RELATION_MEANING, *BACKGROUNDS, *JOINTS, *_OTHER, *map(str, range(11))]
    forms = [re.sub(r"\{\w+\}", " ", form) for kinds in (ALL, FULL) for each in kinds.values() for form in each]
    verbs = [stem + ending for stem in ("appear", "contain", "surround", "enclose", "touch") for ending in ("", "s", "es")]
    words = [word for text in [*texts, *forms, *verbs, "."] for word in re.findall(r"\w+|[^\w\s]+", text)]
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys((*_SPECIAL, *words)))}
    made = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    made.normalizer = Lowercase()
    made.pre_tokenizer = Whitespace()
    made.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token"), _SPECIAL, strict=True))
    return PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=LONGEST, **names)


def text_encoder(words: int, width: int = 128, layers: int = 3) -> T5EncoderModel:
    """A bidirectional text encoder; dropout off, as there is no end of data."""
    heads = width // 32
    shape = {"d_model": width, "d_kv": 32, "num_heads": heads, "d_ff": 3 * width, "num_layers": layers}
    return T5EncoderModel(T5Config(vocab_size=words, dropout_rate=0.0, feed_forward_proj="gated-gelu", pad_token_id=0, **shape))


def transformer(text_width: int = 128, width: int = 192, layers: int = 6) -> PixArtTransformer2DModel:
    """The denoiser of layouts: one token a slot."""
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
    made.set_default_attn_processor()  # on so short sequences twice as fast as the fused one
    return made


def decoder(width: int = 48, blocks: int = 5) -> AutoencoderTiny:
    """From a canvas of 32 x 32 to 2 x 2 pixels of three colours in each cell; the class has an encoder too, which nothing uses."""
    return AutoencoderTiny(
        out_channels=12,
        latent_channels=CANVAS,
        encoder_block_out_channels=(4,),
        num_encoder_blocks=(1,),
        decoder_block_out_channels=(width,),
        num_decoder_blocks=(blocks,),
    )


def scheduler() -> DPMSolverMultistepScheduler:
    """Twenty steps are enough of it."""
    return DPMSolverMultistepScheduler(beta_schedule="squaredcos_cap_v2", prediction_type="sample")


def save(pipeline: ScenePipeline, folder: Path) -> None:
    """Write the pipeline's folder, weights in half precision; they are loaded as float32."""
    for model in (pipeline.text_encoder, pipeline.transformer, pipeline.vae):
        model.half()
    pipeline.save_pretrained(folder, safe_serialization=True)
    _edit(folder / "text_encoder" / "config.json", {"dtype": "float32"})
    _edit(folder / "model_index.json", {"tokenizer": ["transformers", "PreTrainedTokenizerFast"]})  # its name in all versions
    _edit(folder / "vae" / "config.json", {"block_out_channels": None})  # diffusers writes it and then does not know it
    for model in (pipeline.text_encoder, pipeline.transformer, pipeline.vae):
        model.to(torch.float32)


def _edit(path: Path, changes: Mapping[str, object]) -> None:
    known = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({name: value for name, value in known.items() if value is not None}, indent=2) + "\n")
