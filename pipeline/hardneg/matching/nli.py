"""Use sequence classifiers of transformers for entailment or paraphrase as text matchers."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification

from hardneg.errors import UserError
from hardneg.matching.matcher import Scores
from hardneg.models.device import device_of
from hardneg.models.matcher_folder import MatcherFolder
from hardneg.models.pretrained import Texts, pretrained

FOLLOWS = ("entail", "entailment", "paraphrase", "equivalent", "duplicate", "is_duplicate")


class PairClassifier:
    """Score by the entailment logit less the log-sum-exp of the others; a single logit is the score itself."""

    def __init__(self, folder: MatcherFolder, device: str | None = None, batch_size: int = 64) -> None:
        """Load the weights.

        Raises:
            UserError: Weights are missing, or none of several labels means entailment.
        """
        self.revision = folder.revision
        self.batch_size = batch_size
        self.device = device_of(device)
        self.model = pretrained(AutoModelForSequenceClassification, folder, self.device)
        self.texts = Texts(folder)
        self.follows = _follows(self.model.config.id2label, folder.name)

    @property
    def truncated(self) -> int:
        """Return the number of pairs that were longer than the model reads, over all calls."""
        return self.texts.truncated

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        """Return the score of each pair. See `TextMatcher.score`."""
        if not len(texts):
            return np.zeros(0, np.float32)
        encoded = self.texts.encode(captions, texts)
        found = []
        with torch.inference_mode():
            for inputs in encoded.batches(self.batch_size, self.device):
                logits = self.model(**inputs).logits.float()
                rest = [i for i in range(logits.shape[1]) if i != self.follows]
                found.append(logits[:, self.follows] - (logits[:, rest].logsumexp(-1) if rest else 0.0))
            return np.asarray(torch.cat(found).cpu()[encoded.back].numpy(), np.float32)


def _follows(labels: Mapping[int, str], name: str) -> int:
    if len(labels) == 1:
        return 0
    found = [number for number, label in labels.items() if label.lower() in FOLLOWS]
    if len(found) != 1:
        raise UserError(
            f"text matcher {name}: its labels ({', '.join(labels.values())}) do not say which one is entailment; name that one `entailment`"
        )
    return int(found[0])
