"""Define the shipped scorer: a linear classifier of the hidden states of lower layers (`states`), small enough to be shipped."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hardneg.errors import UserError
from hardneg.errors.extras import install
from hardneg.models.resolve import LANGUAGE_MODEL, resolve, revision_of
from hardneg.models.tensors import tensors_of
from hardneg.rewrite.plausibility.states import LAYERS, Features, States

KIND = "hardneg-plausibility"
WEIGHTS = "model.safetensors"
CONFIG = "config.json"
DEFAULT = "plausible"
SHIPPED = Path(__file__).parent / "weights"
"""Folder of the shipped scorers; a scorer has the name of its own folder."""

Scores = npt.NDArray[np.float64]


class Mix(NamedTuple):
    """Combine the logit of a head with the log-likelihood gap in nats: head . logit - per_nat . gap + bias is the logit of plausible."""

    head: float
    per_nat: float
    bias: float

    def probabilities(self, scores: npt.ArrayLike, gaps: npt.ArrayLike) -> Scores:
        """Return the probability that each text is plausible, given the probabilities of the head and the gaps, of one shape."""
        bounded = np.clip(np.asarray(scores, np.float64), 1e-6, 1 - 1e-6)
        return logistic(self.bias + self.head * np.log(bounded / (1 - bounded)) - self.per_nat * np.asarray(gaps, np.float64))


class Head(NamedTuple):
    """Classify features (n, width): weights . (features - mean) / scale + bias is the logit that an edit is plausible."""

    mean: Features
    scale: Features
    weights: Features
    bias: float

    def probabilities(self, features: Features) -> Scores:
        """Return the probability (n,) that a reader calls each edit good rather than senseless."""
        logits = ((features - self.mean) / self.scale).astype(np.float64) @ self.weights.astype(np.float64) + self.bias
        return logistic(logits)


class Scorer:
    """Score edits by the head of a folder on the hidden states of the small LLM that its config names.

    `exchanges` holds the weights of its logit and the LLM's gap for edits that only exchange words; None where the head scores alone.

    Raises:
        UserError: The folder is no scorer, or its LLM was not fetched.
    """

    def __init__(self, folder: Path) -> None:
        content = _config(folder)
        self.folder, self.base, self.layers = folder, str(content["base"]), int(content["layers"])
        self.exchanges = Mix(**content["exchanges"]) if "exchanges" in content else None
        try:
            self.revision = f"{revision_of(folder.name, folder)}+{resolve(self.base, LANGUAGE_MODEL).revision}"
        except UserError as error:
            raise UserError(f"rewrite.plausibility: {error}, or set rewrite.plausibility=null") from error
        self._loaded: tuple[Head, States] | None = None

    def setup(self) -> None:
        """Load the head and the LLM's lower layers, unless they are loaded; a scorer of exchanges sets up the same object.

        Raises:
            UserError: The weights are not those of a head, or torch is not installed.
        """
        if self._loaded is not None:
            return
        try:
            self._loaded = read(self.folder), States(self.base, self.layers)
        except ImportError as error:
            raise UserError(f"rewrite.plausibility: {error}; run `{install('images')}`, or set rewrite.plausibility=null") from error

    def score(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:
        """Return the probability (n,) that text i, an edit of caption `of[i]`, is plausible.

        A text that differs only beyond the tokens that are read cannot be judged, so it counts as plausible.
        """
        if self._loaded is None:
            self.setup()
        assert self._loaded is not None
        found = np.ones(len(texts))
        for each in self._loaded[1].read(captions, texts, of):
            found[each.numbers] = self.judged(each.features)
        return found

    def judged(self, features: Features) -> Scores:
        """Return the probability (n,) that edits are plausible, from their features. The scorer has been set up."""
        assert self._loaded is not None
        return np.where(features.any(axis=1), self._loaded[0].probabilities(features), 1.0)


def logistic(logits: Scores) -> Scores:
    """Return probabilities of logits, which are bounded so that none overflows."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0))))


def read(folder: Path) -> Head:
    """Read the head of a folder; errors as `tensors_of`."""
    found = {name: tensor.float().numpy() for name, tensor in tensors_of(folder / WEIGHTS, folder.name)}
    try:
        return Head(found["mean"], found["scale"], found["weights"], float(found["bias"][0]))
    except KeyError as error:
        raise UserError(
            f"plausibility scorer {folder}: {WEIGHTS} has no tensor {error}; give a folder that `train_plausibility` wrote"
        ) from None


def save(head: Head, folder: Path, base: str, extra: Mapping[str, Any] | None = None) -> None:
    """Write config.json and the head."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    tensors = {"mean": head.mean, "scale": head.scale, "weights": head.weights, "bias": np.array([head.bias], np.float32)}
    save_file({name: np.ascontiguousarray(tensor, np.float32) for name, tensor in tensors.items()}, folder / WEIGHTS)
    (folder / WEIGHTS).chmod(0o644)
    content = {"model_type": KIND, "base": base, "layers": LAYERS, **(extra or {})}
    (folder / CONFIG).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _config(folder: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if content.get("model_type") != KIND or not {"base", "layers"} <= content.keys():
            raise ValueError(f"model_type is {content.get('model_type')!r}, not {KIND!r}")
    except (OSError, ValueError, AttributeError) as error:
        raise UserError(
            f"plausibility scorer {folder}: {type(error).__name__}: {error}; give a folder that `train_plausibility` wrote"
        ) from None
    return content
