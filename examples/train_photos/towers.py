"""Define the model: a frozen image encoder with a linear map, and a text encoder whose last layers are trained.

What is frozen is computed once: the features of images, and the tokens after the lower layers of the text encoder. Trainings read both
from disk.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from transformers import AutoModel

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import MAX_PIXELS
from hardneg.encoders.cache import FeatureCache, key_of
from hardneg.encoders.encoder import Features
from hardneg.encoders.images import open_image_encoder
from hardneg.errors import UserError
from hardneg.matching.image_reading import decoded
from hardneg.models.matcher_folder import find_encoder
from hardneg.models.pretrained import Texts, pretrained
from hardneg.training.matcher.photos.linear_map import fit_linear

IMAGES, TEXTS = "efficientnet-lite2", "minilm-l6-v2"
"""Encoders that set-up fetches."""
LAYERS = 1
"""Layers of the text encoder that are trained, from the last."""
DROPOUT = 0.5
"""Share of an image's features that a training step does not see."""
_BATCH = 64


class Lower:
    """Hold the frozen part of the text encoder, embeddings and lower layers; `upper` are the layers above it."""

    def __init__(self) -> None:
        folder = find_encoder(TEXTS)
        self.texts = Texts(folder)
        self.model = pretrained(AutoModel, folder, "cpu")
        layers = self.model.encoder.layer
        self.upper = layers[len(layers) - LAYERS :]
        self.model.encoder.layer = layers[: len(layers) - LAYERS]
        self.width = int(self.model.config.hidden_size)
        self.name = f"{TEXTS}, without its last {LAYERS}"

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def encode(self, texts: Sequence[str]) -> list[Features]:
        """Return the tokens of each text after the lower layers, float16 (tokens, width)."""
        encoded = self.texts.encode(texts)
        found: list[Features] = []
        for inputs in encoded.batches(_BATCH, "cpu"):
            tokens = self.model(**inputs).last_hidden_state.half().numpy()
            found += [row[keep] for row, keep in zip(tokens, inputs["attention_mask"].bool().numpy(), strict=True)]
        return [found[i] for i in encoded.back.tolist()]


class Stored:
    """Keep features of images, and tokens of texts after the lower layers, on disk."""

    def __init__(self, out: Path, lower: Lower | None = None) -> None:
        self.lower = lower or Lower()
        self.tokens = FeatureCache(out / "tokens", self.lower.name, self.lower.width)
        self.out = out

    def add(self, images: Iterable[Path], texts: Iterable[str]) -> None:
        """Compute what is not stored yet."""
        encoder = open_image_encoder(IMAGES)
        cache = FeatureCache(self.out / "features", encoder.revision, encoder.width)
        files = list(dict.fromkeys(images))
        cache.fill(
            [key_of(file.read_bytes()) for file in files],
            lambda i: upright(files[i]),
            lambda some: list(encoder.encode(some)),
        )
        rows = {str(file): torch.from_numpy(cache[key_of(file.read_bytes())][0].copy()) for file in files}
        torch.save(rows, self.out / "images.pt")
        said = list(dict.fromkeys(texts))
        self.tokens.fill([key_of(text) for text in said], lambda i: said[i], self.lower.encode)

    def images(self) -> dict[str, Tensor]:
        """Return the features of all images by file, float16 (width,): those of the whole image."""
        found: dict[str, Tensor] = torch.load(self.out / "images.pt", weights_only=True)
        return found

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return tokens (n, length, width) of texts, padded with zeros, and a mask (n, length) of the tokens that are there."""
        rows = [torch.from_numpy(self.tokens[key_of(text)].copy()).float() for text in texts]
        mask = torch.arange(max(map(len, rows))) < torch.tensor([[len(row)] for row in rows])
        return nn.utils.rnn.pad_sequence(rows, batch_first=True), mask


def upright(file: Path) -> Image.Image:
    """Return an image as RGB, turned as its camera says.

    Raises:
        UserError: It cannot be decoded.
    """
    found = decoded(file.read_bytes(), MAX_PIXELS)
    if isinstance(found, Rejected):
        raise UserError(f"{file}: cannot be decoded ({found.detail or found.reason.value})")
    return found


class Towers(nn.Module):
    """Map features of images, and tokens of texts, to unit vectors; `scale` is the factor on their cosine."""

    def __init__(self, upper: Any, features: int, width: int) -> None:
        super().__init__()
        self.upper = upper
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("deviation", torch.ones(features))
        self.register_buffer("centre", torch.zeros(width))
        self.map = nn.Linear(features, width)
        self.drop = nn.Dropout(DROPOUT)
        self.log_scale = nn.Parameter(torch.tensor(3.0))

    @property
    def scale(self) -> Tensor:
        """Return the factor on cosines, the inverse of CLIP's temperature."""
        return self.log_scale.exp().clamp(max=100)

    def see(self, features: Tensor) -> Tensor:
        """Return unit vectors (n, width) of images by their features."""
        return F.normalize(self.map(self.drop((features.float() - self.mean) / self.deviation)), dim=-1)

    def read(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return unit vectors (n, width) of texts by their tokens after the lower layers."""
        return F.normalize(self.plain(tokens, mask) - self.centre, dim=-1)

    def plain(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return the text encoder's own unit vectors (n, width): the mean of the tokens after its last layer."""
        hidden = torch.zeros(mask.shape).masked_fill(~mask, torch.finfo(torch.float32).min)[:, None, None]
        for layer in self.upper:
            found = layer(tokens, hidden)
            tokens = found[0] if isinstance(found, tuple) else found
        there = mask[..., None].float()
        return F.normalize((tokens * there).sum(1) / there.sum(1), dim=-1)


def towers_of(stored: Stored) -> Towers:
    """Return towers with the text encoder's own weights, whose map from images is not fitted yet."""
    features = len(next(iter(stored.images().values())))
    return Towers(stored.lower.upper, features, stored.lower.width)


@torch.no_grad()  # type: ignore[untyped-decorator]
def fit(towers: Towers, features: Tensor, texts: Sequence[Tensor]) -> None:
    """Set the map from images, and the centre of texts, by the linear map of `hardneg train-photos`.

    Args:
        towers: What is set.
        features: Of n images, (n, F).
        texts: The text encoder's own vectors of each image's captions, n times (captions, width).
    """
    features = features.float()
    towers.mean.copy_(features.mean(0))
    towers.deviation.copy_(features.std(0) + 1e-3)
    seen = (features - towers.mean) / towers.deviation
    found = fit_linear(seen.numpy(), [each.numpy() for each in texts])
    print(f"linear map: penalty {found.penalty:.2g}", flush=True)
    towers.map.weight.copy_(found.map.weight)
    towers.map.bias.copy_(-found.map.weight @ found.map.image_mean)
    towers.centre.copy_(found.map.text_mean)
