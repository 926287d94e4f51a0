"""BLIP's head for image-text matching (Li et al. 2022): the text attends to the image, and two logits say whether they match."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers import AutoImageProcessor, BlipForImageTextRetrieval

from hardneg.matching.matcher import Pairs, Scores, aligned_pairs
from hardneg.models.device import device_of
from hardneg.models.matcher_folder import MatcherFolder
from hardneg.models.pretrained import Texts, batches, pretrained, processor


class BlipMatcher:
    """`BlipForImageTextRetrieval` as a `Matcher`; its score is the logit of a match less that of a mismatch."""

    threshold = None

    def __init__(self, folder: MatcherFolder, device: str | None = None, batch_size: int = 64) -> None:
        """Load the weights.

        Raises:
            UserError: Weights are missing (a captioning model has no matching head), or there is no tokenizer or image processor.
        """
        self.revision = folder.revision
        self.batch_size = batch_size
        self.device = device_of(device)
        self.model = pretrained(BlipForImageTextRetrieval, folder, self.device)
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
        """Return the difference of the head's two logits for each pair. See `Matcher.score`.

        An image is encoded once; a text is encoded again for each image it is paired with, since it attends to that image.
        """
        if pairs is None:
            pairs = aligned_pairs(len(texts))
        scores = np.zeros(len(pairs), np.float32)
        if not len(pairs):
            return scores
        encoded = self.texts.encode(texts)
        lengths = np.asarray([len(each["input_ids"]) for each in encoded.tokens])
        order = np.argsort(lengths[pairs[:, 1]], kind="stable")
        with torch.inference_mode():
            states = self._encoded_images(images)
            for some in batches(len(order), self.batch_size):
                chosen = order[some.start : some.stop]
                inputs = encoded.rows([int(i) for i in pairs[chosen, 1]], self.device)
                seen = states[torch.from_numpy(pairs[chosen, 0]).to(self.device)]
                everywhere = torch.ones(seen.shape[:2], dtype=torch.long, device=self.device)
                read = self.model.text_encoder(
                    input_ids=inputs["input_ids"],
                    attention_mask=inputs["attention_mask"],
                    encoder_hidden_states=seen,
                    encoder_attention_mask=everywhere,
                )
                logits = self.model.itm_head(read.last_hidden_state[:, 0])
                scores[chosen] = (logits[:, 1] - logits[:, 0]).float().cpu().numpy()
        scores[encoded.cut[pairs[:, 1]]] = np.nan
        return scores

    def _encoded_images(self, images: Sequence[Image.Image]) -> Any:
        """Return the states of all patches, (n, patches, d)."""
        found = []
        for some in batches(len(images), self.batch_size):
            inputs = self.images(images=[images[i] for i in some], return_tensors="pt").to(self.device)
            found.append(self.model.vision_model(pixel_values=inputs["pixel_values"]).last_hidden_state)
        return torch.cat(found)
