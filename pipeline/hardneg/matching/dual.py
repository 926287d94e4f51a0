"""Score by dual encoders: the scaled cosine of an image embedding and a text embedding.

CLIP (Radford et al. 2021): exp(scale) * cosine. SigLIP and SigLIP 2 (Zhai et al. 2023, Tschannen et al. 2025): exp(scale) * cosine + bias,
the logit that the two belong together.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoModel

from hardneg.matching.matcher import Pairs, Scores, aligned_pairs
from hardneg.models.device import device_of
from hardneg.models.matcher_folder import MatcherFolder
from hardneg.models.pretrained import Encoded, Texts, batches, pretrained, processor


class DualMatcher:
    """Use a CLIP or SigLIP model as a `Matcher`."""

    threshold = None

    def __init__(self, folder: MatcherFolder, device: str | None = None, batch_size: int = 64) -> None:
        """Load the weights.

        Raises:
            UserError: Weights are missing or of another shape than the config says, or there is no tokenizer or image processor.
        """
        self.revision = folder.revision
        self.batch_size = batch_size
        self.device = device_of(device)
        self.model = pretrained(AutoModel, folder, self.device)
        self.images = processor(AutoImageProcessor, folder, backend="pil")
        self.texts = Texts(folder)

    @property
    def truncated(self) -> int:
        """Return the number of texts that were longer than the model reads, over all calls."""
        return self.texts.truncated

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        """Return None: byte-pair pieces spell any word."""
        return None

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """Return the scaled cosine of each pair, plus the bias where the model has one. See `Matcher.score`."""
        if pairs is None:
            pairs = aligned_pairs(len(texts))
        if not len(pairs):
            return np.zeros(0, np.float32)
        with torch.inference_mode():
            encoded = self.texts.encode(texts)
            ours, theirs = self._embedded_images(images), self._embedded_texts(encoded)
            index = torch.from_numpy(np.ascontiguousarray(pairs)).to(self.device)
            logits = (ours[index[:, 0]] * theirs[index[:, 1]]).sum(-1) * self.model.logit_scale.exp()
            if hasattr(self.model, "logit_bias"):
                logits = logits + self.model.logit_bias
            scores = np.array(logits.float().cpu().numpy(), np.float32).reshape(-1)
        scores[encoded.cut[pairs[:, 1]]] = np.nan
        return scores

    def _embedded_images(self, images: Sequence[Image.Image]) -> Any:
        """Return unit vectors, (n, d)."""
        found = []
        for some in batches(len(images), self.batch_size):
            inputs = self.images(images=[images[i] for i in some], return_tensors="pt").to(self.device)
            found.append(_unit(self.model.get_image_features(**inputs).pooler_output))
        return torch.cat(found)

    def _embedded_texts(self, encoded: Encoded) -> Any:
        """Return unit vectors, (n, d), in the order of the texts; batches are sorted by length to save padding."""
        found = [_unit(self.model.get_text_features(**inputs).pooler_output) for inputs in encoded.batches(self.batch_size, self.device)]
        return torch.cat(found)[encoded.back.to(self.device)]


def _unit(vectors: Any) -> Any:
    return vectors / vectors.norm(dim=-1, keepdim=True)
