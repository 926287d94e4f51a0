"""Make real models of a few thousand random weights, saved as they are loaded. No test itself."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image

WORDS = ["a", "red", "blue", "dog", "cat", "sits", "on", "the", "mat", "two", "three", "."]
TEXTS = ["a red dog sits on the mat .", "a cat", "two blue cat sits", "the dog"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def pictures(count: int = 3) -> list[PIL.Image.Image]:
    """Noise of different sizes."""
    rng = np.random.default_rng(0)
    return [PIL.Image.fromarray(rng.integers(0, 255, (40 + 9 * i, 50, 3), np.uint8)) for i in range(count)]


def word_tokenizer(folder: Path, limit: int = 16, pair: bool = True, more: Sequence[str] = ()) -> None:
    """Save a tokenizer of whole words in BERT's manner, loadable by AutoTokenizer whatever the model."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate([*SPECIAL, *WORDS, *more])}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    template = {"single": "[CLS] $A [SEP]", "special_tokens": [("[CLS]", 2), ("[SEP]", 3)]}
    words.post_processor = (
        processors.TemplateProcessing(**template, pair="[CLS] $A [SEP] $B [SEP]") if pair else processors.TemplateProcessing(**template)
    )
    words.save(str(folder / "tokenizer.json"))
    told = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": limit, "pad_token": "[PAD]", "unk_token": "[UNK]"}
    told |= {"cls_token": "[CLS]", "sep_token": "[SEP]", "model_input_names": ["input_ids", "attention_mask"]}
    (folder / "tokenizer_config.json").write_text(json.dumps(told))


def size() -> dict[str, Any]:
    return {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2}


def clip(folder: Path, seed: int = 0, more: Sequence[str] = (), limit: int = 16) -> Path:
    """`more` words are known beside `WORDS`; a text is cut at `limit` tokens."""
    import torch
    from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

    torch.manual_seed(seed)
    more = [word for word in dict.fromkeys(more) if word not in WORDS]
    vocabulary = {"vocab_size": len(SPECIAL) + len(WORDS) + len(more), "max_position_embeddings": limit}
    text = size() | vocabulary | {"bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
    config = CLIPConfig(text_config=text, vision_config=size() | {"image_size": 32, "patch_size": 8}, projection_dim=12)
    CLIPModel(config).save_pretrained(folder)
    CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}).save_pretrained(folder)
    word_tokenizer(folder, limit, more=more)
    return folder


def siglip(folder: Path, seed: int = 0) -> Path:
    import torch
    from transformers import SiglipConfig, SiglipImageProcessorPil, SiglipModel

    torch.manual_seed(seed)
    text = size() | {"vocab_size": 16, "max_position_embeddings": 16, "projection_size": 16}
    config = SiglipConfig(text_config=text, vision_config=size() | {"image_size": 32, "patch_size": 8})
    model = SiglipModel(config)
    model.logit_scale.data.fill_(2.0)
    model.logit_bias.data.fill_(-3.0)
    model.save_pretrained(folder)
    SiglipImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(folder)
    word_tokenizer(folder)
    return folder


def siglip2(folder: Path, seed: int = 0) -> Path:
    import torch
    from transformers import Siglip2Config, Siglip2ImageProcessorPil, Siglip2Model

    torch.manual_seed(seed)
    text = size() | {"vocab_size": 16, "max_position_embeddings": 16, "projection_size": 16}
    config = Siglip2Config(text_config=text, vision_config=size() | {"num_patches": 16, "patch_size": 8})
    model = Siglip2Model(config)
    model.logit_bias.data.fill_(-3.0)
    model.save_pretrained(folder)
    Siglip2ImageProcessorPil(patch_size=8, max_num_patches=16).save_pretrained(folder)
    word_tokenizer(folder)
    return folder


def blip(folder: Path, seed: int = 0) -> Path:
    import torch
    from transformers import BlipConfig, BlipForImageTextRetrieval, BlipImageProcessorPil

    torch.manual_seed(seed)
    text = size() | {
        "vocab_size": 16,
        "max_position_embeddings": 16,
        "encoder_hidden_size": 16,
        "bos_token_id": 2,
        "sep_token_id": 3,
        "pad_token_id": 0,
    }
    config = BlipConfig(text_config=text, vision_config=size() | {"image_size": 32, "patch_size": 8}, image_text_hidden_size=12)
    BlipForImageTextRetrieval(config).save_pretrained(folder)
    BlipImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(folder)
    word_tokenizer(folder)
    return folder


def entailment(folder: Path, labels: tuple[str, ...] = ("contradiction", "entailment", "neutral"), seed: int = 0) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(seed)
    config = BertConfig(**size(), vocab_size=16, max_position_embeddings=24, num_labels=len(labels), id2label=dict(enumerate(labels)))
    BertForSequenceClassification(config).save_pretrained(folder)
    word_tokenizer(folder, limit=24)
    return folder


def cross(folder: Path, seed: int = 0) -> Path:
    import torch

    from hardneg.matching.cross import save_net
    from hardneg.matching.scenes_config import SceneConfig
    from hardneg.matching.scenes_network import CrossNet
    from hardneg.matching.scenes_tokenizer import tokenizer_of

    torch.manual_seed(seed)
    tokenizer = tokenizer_of(WORDS)
    shape = SceneConfig(vocabulary=tokenizer.get_vocab_size(), width=16, wider=24, channels=(8, 8, 16), fusion_layers=1)
    save_net(CrossNet(shape), shape, tokenizer, folder)
    return folder
