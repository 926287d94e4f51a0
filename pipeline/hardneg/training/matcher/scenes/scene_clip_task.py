"""Train the baseline of the scenes matcher: a small CLIP on the same images, with CLIP's loss and without hard negatives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hardneg.matching.matcher import Pairs, Scores
from hardneg.matching.scenes_tokenizer import END, PAD, START, encode, padded, save_tokenizer
from hardneg.models.tensors import make_readable
from hardneg.training.contrastive_losses import CAPTION, TextBatch, softmax_loss
from hardneg.training.matcher.scenes.scene_accuracy import measured, trial_of
from hardneg.training.matcher.scenes.scene_rows import LENGTH
from hardneg.training.matcher.scenes.scene_task import HELD_OUT, disturbed, scene_tokenizer, scenes_of

SIDE = 64


@dataclass(frozen=True)
class ScenesClipTask:
    """Train on `pictures` images a step, each with one true text."""

    seed: int = 1
    pictures: int = 96
    texts: int = 24
    scenes: int = 40_000
    held_out: int = 250
    cache: str | None = None
    name: str = "scenes-clip"

    def model(self) -> Any:
        """Return a CLIPModel of 1.5 million weights, built from a config."""
        from transformers import CLIPConfig, CLIPModel

        torch.manual_seed(self.seed)
        width = {"hidden_size": 128, "intermediate_size": 384, "num_attention_heads": 4, "projection_dim": 128}
        config = CLIPConfig(
            text_config={
                **width,
                "num_hidden_layers": 3,
                "vocab_size": scene_tokenizer().get_vocab_size(),
                "max_position_embeddings": LENGTH,
                "pad_token_id": PAD,
                "bos_token_id": START,
                "eos_token_id": END,
            },
            vision_config={**width, "num_hidden_layers": 4, "image_size": SIDE, "patch_size": 8},
            projection_dim=128,
        )
        config._attn_implementation = "eager"
        return _Paired(CLIPModel(config))

    def batch(self, step: int, rank: int, world: int) -> tuple[Tensor, TextBatch]:
        """Return scenes in order, cyclically, with another true text in each pass."""
        stream = scenes_of(self.seed, self.texts, self.cache)
        numbers = np.arange(step * self.pictures, (step + 1) * self.pictures, dtype=np.int64)
        rows = stream.rows(numbers % self.scenes)
        rng = np.random.default_rng((self.seed, step, 0))
        chosen = [int(rng.choice(np.nonzero(true > 0)[0])) for true in rows.true]
        ids = torch.from_numpy(rows.ids[np.arange(len(numbers)), chosen].astype(np.int64))[rank::world]
        ids = ids[:, : int((ids != PAD).sum(1).max())]
        image = torch.arange(len(ids))
        texts = TextBatch(ids, (ids != PAD).long(), image, torch.full_like(image, CAPTION), image)
        return disturbed(rows.pixels, step)[rank::world], texts

    def loss(self, model: Any, batch: tuple[Tensor, TextBatch]) -> tuple[Tensor, Mapping[str, float]]:
        """Return CLIP's loss."""
        logits = model(*batch)
        loss = softmax_loss(logits, batch[1])
        return loss, {"right": (logits.argmax(1) == torch.arange(len(logits))).float().mean().item()}

    def evaluate(self, model: Any) -> Mapping[str, float]:
        """Return accuracy by family on held-out scenes; `score` is their mean."""
        figures = measured(_InTraining(model), trial_of(self.held_out, HELD_OUT), 0.0)
        return {"score": float(np.mean(list(figures.pairwise.values()))), **{f"pairwise_{k}": v for k, v in figures.pairwise.items()}}

    def save(self, model: Any, folder: Path) -> None:
        """Write files for `CLIPModel.from_pretrained`, `AutoTokenizer` and `AutoImageProcessor`, with weights in half precision."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {
            name: value.detach().cpu().half() if value.is_floating_point() else value for name, value in model.clip.state_dict().items()
        }
        model.clip.save_pretrained(folder, state_dict=state)
        make_readable(folder)
        save_tokenizer(scene_tokenizer(), folder, LENGTH)
        described = {
            "image_processor_type": "CLIPImageProcessor",
            "do_convert_rgb": True,
            "do_resize": True,
            "size": {"height": SIDE, "width": SIDE},
            "do_center_crop": False,
            "do_rescale": True,
            "do_normalize": True,
            "image_mean": [0.5, 0.5, 0.5],
            "image_std": [0.5, 0.5, 0.5],
        }
        (folder / "preprocessor_config.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


class _Paired(torch.nn.Module):
    """Compute scaled cosines of all images with all texts."""

    def __init__(self, clip: Any) -> None:
        super().__init__()
        self.clip = clip

    def forward(self, pixels: Tensor, texts: TextBatch) -> Tensor:
        """Return logits (B, N)."""
        logits: Tensor = self.clip(pixel_values=pixels, input_ids=texts.ids, attention_mask=texts.mask).logits_per_image
        return logits.float()


class _InTraining:
    """Wrap the model as a matcher for the evaluation; images already have its size."""

    revision = "in training"
    threshold = None
    truncated = 0

    def __init__(self, model: Any) -> None:
        self.clip = model.clip

    def score(self, images: Any, texts: Any, pairs: Pairs | None = None) -> Scores:
        """Return the scores; see `hardneg.matching.matcher.Matcher.score`."""
        assert pairs is not None
        pixels = torch.from_numpy(np.stack([np.asarray(image, np.float32) for image in images])).permute(0, 3, 1, 2) / 127.5 - 1
        seen = torch.cat([self.clip.get_image_features(pixel_values=each).pooler_output for each in pixels.split(128)])
        ids = torch.from_numpy(padded(encode(scene_tokenizer(), list(texts), LENGTH)))
        read = torch.cat(
            [self.clip.get_text_features(input_ids=each, attention_mask=(each != PAD).long()).pooler_output for each in ids.split(256)]
        )
        seen, read = seen / seen.norm(dim=-1, keepdim=True), read / read.norm(dim=-1, keepdim=True)
        found: Scores = (seen[pairs[:, 0]] * read[pairs[:, 1]]).sum(-1).float().detach().numpy()
        return found

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        """Return None: which words are learnt is known after training."""
        return None
