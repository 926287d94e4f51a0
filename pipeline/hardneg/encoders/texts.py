"""Open text encoders: MiniLM and other encoders of BERT's kind, and the text towers of CLIP, SigLIP and SigLIP 2."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel

from hardneg.encoders.encoder import Features, TextEncoder
from hardneg.encoders.images import TOWERS
from hardneg.errors import UserError
from hardneg.models.device import device_of
from hardneg.models.matcher_folder import MatcherFolder, find_encoder
from hardneg.models.pretrained import Texts, pretrained

BERTS = ("bert", "distilbert", "mpnet", "roberta")
KINDS = (*BERTS, *TOWERS)


def open_text_encoder(model: str, revision: str | None = None, device: str | None = None, batch_size: int = 64) -> TextEncoder:
    """Return the text encoder that `model` names.

    Args:
        model: `minilm-l6-v2` (fetched at set-up), a folder, or a hub id.
        revision: Of a hub id.
        device: Such as `cuda:1`; null: a GPU if there is one.
        batch_size: Texts in one forward pass.

    Raises:
        UserError: There is no such model, its kind is unknown, or its weights are not complete.
    """
    folder = find_encoder(model, revision)
    if folder.kind not in KINDS:
        raise UserError(f"encoder {model}: model_type {folder.kind} is no text encoder; known: {', '.join(KINDS)}")
    return TransformerTextEncoder(folder, device, batch_size)


class TransformerTextEncoder:
    """Encode by a transformer. The row of the whole text is what a tower pools; for BERT's kind it is the mean of the tokens."""

    def __init__(self, folder: MatcherFolder, device: str | None = None, batch_size: int = 64) -> None:
        """Load the weights.

        Raises:
            UserError: Weights are missing or of another shape than the config says, or there is no tokenizer.
        """
        self.revision = folder.revision
        self.device, self.batch_size = device_of(device), batch_size
        self._pools = folder.kind in TOWERS
        model = pretrained(AutoModel, folder, self.device)
        self.model = model.text_model if self._pools else model
        self.width = int(self.model.config.hidden_size)
        self.texts = Texts(folder)

    @property
    def truncated(self) -> int:
        """Return the number of texts that were longer than the model reads, over all calls."""
        return self.texts.truncated

    def encode(self, texts: Sequence[str]) -> list[Features]:
        """Return the features of each text; see `TextEncoder`. Batches are sorted by length to save padding."""
        encoded = self.texts.encode(texts)
        found: list[Features] = []
        with torch.inference_mode():
            for inputs in encoded.batches(self.batch_size, self.device):
                found += self._encoded(inputs)
        return [found[i] for i in encoded.back.tolist()]

    def too_long(self, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return which texts are truncated; see `TextEncoder`."""
        return self.texts.too_long(texts)

    def _encoded(self, inputs: Any) -> list[Features]:
        output = self.model(**inputs)
        tokens = output.last_hidden_state
        padding = self.texts.tokenizer.pad_token_id
        mask = inputs["attention_mask"].bool() if "attention_mask" in inputs else inputs["input_ids"] != padding
        if self.texts.full:  # these are trained without a mask, and see the padding
            mask = inputs["input_ids"] != padding
        weight = mask[..., None].to(tokens.dtype)
        whole = output.pooler_output if self._pools else (tokens * weight).sum(1) / weight.sum(1).clamp(min=1)
        rows = torch.cat([whole[:, None], tokens], 1).half().cpu().numpy()
        there = mask.cpu().numpy()
        return [row[[True, *keep]] for row, keep in zip(rows, there.tolist(), strict=True)]
