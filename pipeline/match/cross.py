"""The own matcher: one score of how surely a text is true of a picture, as a logit."""

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from pipeline.errors import UserError
from pipeline.match.matcher import Pairs, Scores
from pipeline.match.net import CrossNet, Sight
from pipeline.match.shape import Shape, read_shape, write_shape
from pipeline.match.words import buckets, encode, read_tokenizer, save_tokenizer

WEIGHTS = "model.safetensors"
_PICTURES, _TEXTS = 64, 256


class CrossMatcher:
    """Scores in logits; `threshold` is the one from which on a text counts as true, chosen on held-out data."""

    def __init__(self, net: CrossNet, shape: Shape, tokenizer: Tokenizer, revision: str, device: str = "cpu") -> None:
        self.net, self.shape, self.tokenizer, self.revision, self.device = net, shape, tokenizer, revision, device
        self.threshold = shape.threshold

    @classmethod
    def from_folder(cls, path: str | Path, device: str = "cpu") -> "CrossMatcher":
        """Read config.json, model.safetensors and tokenizer.json.

        Raises:
            UserError: One of them is missing, broken, of another architecture, or holds weights that are not numbers.
        """
        folder = Path(path)
        shape, tokenizer = read_shape(folder), read_tokenizer(folder)
        net = CrossNet(shape)
        weights = _weights(folder / WEIGHTS)
        wanted = net.state_dict()
        wrong = sorted(wanted.keys() ^ weights.keys()) + sorted(
            name for name in wanted.keys() & weights.keys() if wanted[name].shape != weights[name].shape
        )
        if wrong:
            raise UserError(
                f"{folder / WEIGHTS}: does not fit config.json ({wrong[0]} and {len(wrong) - 1} more); take both from one model"
            )
        if tokenizer.get_vocab_size() != shape.vocabulary:
            raise UserError(f"{folder / 'tokenizer.json'}: {tokenizer.get_vocab_size()} words, but config.json has {shape.vocabulary}")
        net.load_state_dict({name: value.float() for name, value in weights.items()})
        return cls(net.eval().to(device), shape, tokenizer, f"{folder.name}@{_hash(folder)}", device)

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """See `pipeline.match.matcher.Matcher.score`.

        Raises:
            ValueError: There are no pairs and as many images as texts are not given.
        """
        if pairs is None:
            if len(images) != len(texts):
                raise ValueError(f"{len(images)} images and {len(texts)} texts; give pairs")
            pairs = np.stack([np.arange(len(texts))] * 2, 1)
        scores = np.empty(len(pairs), np.float32)
        training = self.net.training
        self.net.eval()
        with torch.inference_mode():
            sight = self._seen(images) if len(pairs) else None
            wanted = np.unique(pairs[:, 1])
            ids = encode(self.tokenizer, [texts[number] for number in wanted], self.shape.length)
            where = np.searchsorted(wanted, pairs[:, 1])
            by_text = np.argsort(where, kind="stable")
            firsts = np.searchsorted(where[by_text], np.arange(len(wanted) + 1))
            for bucket in buckets(ids, _TEXTS):
                reading = self.net.read(torch.from_numpy(bucket.ids).to(self.device))
                mine = [by_text[firsts[place] : firsts[place + 1]] for place in bucket.places]
                rows = np.repeat(np.arange(len(mine)), [len(each) for each in mine])
                places = np.concatenate(mine)
                for first in range(0, len(places), _TEXTS):
                    some, row = places[first : first + _TEXTS], torch.from_numpy(rows[first : first + _TEXTS]).to(self.device)
                    picture = torch.from_numpy(pairs[some, 0]).to(self.device)
                    assert sight is not None
                    judged = self.net.fuse(sight, type(reading)(reading.tokens[row], reading.mask[row]), picture)
                    scores[some] = judged.score.float().cpu().numpy()
        self.net.train(training)
        return scores

    def _seen(self, images: Sequence[Image.Image]) -> Sight:
        parts = []
        for first in range(0, len(images), _PICTURES):
            pixels = np.stack([_pixels(image, self.shape.image_size) for image in images[first : first + _PICTURES]])
            parts.append(self.net.see(torch.from_numpy(pixels).to(self.device)))
        return Sight(*(torch.cat(columns) for columns in zip(*parts, strict=True)))


def save_cross(net: CrossNet, shape: Shape, tokenizer: Tokenizer, folder: Path) -> None:
    """Write what `CrossMatcher.from_folder` reads; weights in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: value.detach().half().contiguous() for name, value in net.state_dict().items()}, folder / WEIGHTS)
    write_shape(shape, folder)
    save_tokenizer(tokenizer, folder, shape.length)


def _pixels(image: Image.Image, size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """float32 (3, size, size) in [-1, 1]."""
    if image.size != (size, size):
        image = image.resize((size, size), Image.Resampling.BOX if min(image.size) >= size else Image.Resampling.BICUBIC)
    return np.asarray(image.convert("RGB"), np.float32).transpose(2, 0, 1) / np.float32(127.5) - 1


def _weights(path: Path) -> dict[str, torch.Tensor]:
    try:
        weights: dict[str, torch.Tensor] = load_file(path)
    except FileNotFoundError as error:
        raise UserError(f"{path.parent}: no {path.name}; only weights in the safetensors format are read") from error
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path}: cannot be read as safetensors ({error}); copy it again") from error
    for name, value in weights.items():
        if not math.isfinite(float(value.float().sum())):
            raise UserError(f"{path}: {name} holds values that are not finite numbers; train the model again")
    return weights


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("config.json", "tokenizer.json", WEIGHTS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]
