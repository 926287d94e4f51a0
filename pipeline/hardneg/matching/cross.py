"""The `scenes` matcher: a cross-attention network that returns the logit that a text is true of an image."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer

from hardneg.errors import UserError
from hardneg.matching.matcher import Pairs, Scores, pairs_of
from hardneg.matching.scenes_config import SceneConfig, read_config, write_config
from hardneg.matching.scenes_network import CrossNet, EncodedImages, EncodedTexts
from hardneg.matching.scenes_tokenizer import UNKNOWN, Bucket, buckets, encode, read_tokenizer, save_tokenizer
from hardneg.models.device import device_of
from hardneg.models.resolve import revision_of
from hardneg.models.tensors import make_readable, misfits, tensors_of
from hardneg.wording import amount

WEIGHTS = "model.safetensors"


class CrossMatcher:
    """`CrossNet` as a `Matcher`; its scores are logits."""

    def __init__(
        self, net: Any, shape: SceneConfig, tokenizer: Tokenizer, revision: str, device: Any = "cpu", batch_size: int = 64
    ) -> None:
        self.net, self.shape, self.tokenizer, self.revision = net, shape, tokenizer, revision
        self.device, self.batch_size = device, batch_size
        self.threshold = shape.threshold
        self._unlearnt = frozenset(shape.unlearnt)
        self.truncated = 0

    @classmethod
    def from_folder(cls, path: str | Path, device: str | None = None, batch_size: int = 64) -> "CrossMatcher":
        """Load config.json, model.safetensors and tokenizer.json.

        Args:
            path: The folder.
            device: Null: a GPU if there is one.
            batch_size: Images in one forward pass; four times as many texts or pairs.

        Raises:
            UserError: One of them is missing, broken, of another architecture, or holds weights that are not finite.
        """
        folder = Path(path)
        net, shape, tokenizer = read_net(folder)
        where = device_of(device)
        return cls(net.eval().to(where), shape, tokenizer, revision_of(folder.name, folder), where, batch_size)

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """Return the logit of each pair. See `Matcher.score`.

        Raises:
            ValueError: There are neither pairs nor as many images as texts.
        """
        pairs = pairs_of(images, texts, pairs)
        scores = np.zeros(len(pairs), np.float32)
        if not len(pairs):
            return scores
        wanted, text_of = np.unique(pairs[:, 1], return_inverse=True)
        asked = [texts[number] for number in wanted]
        cut = np.array([len(each.ids) > self.shape.length for each in self.tokenizer.encode_batch(asked)], bool)
        self.truncated += int(cut.sum())
        ids = encode(self.tokenizer, asked, self.shape.length)
        with torch.inference_mode():
            sight = self._seen(images)
            for bucket in buckets(ids, 4 * self.batch_size):
                self._score(sight, bucket, pairs, text_of, scores)
        scores[cut[text_of]] = np.nan
        return scores

    def unlearnt(self, text: str) -> str | None:
        """Return the first word of a text that no training text had, whether it is in the vocabulary or not."""
        encoding = self.tokenizer.encode(text)
        for number, token, (start, end) in zip(encoding.ids, encoding.tokens, encoding.offsets, strict=True):
            if number == UNKNOWN or token in self._unlearnt:
                return text[start:end]
        return None

    def _score(self, sight: EncodedImages, bucket: Bucket, pairs: Pairs, text_of: npt.NDArray[np.intp], scores: Scores) -> None:
        """Score all pairs with a text of the bucket."""
        reading = self.net.read(torch.from_numpy(bucket.ids).to(self.device))
        row_of = np.full(text_of.max() + 1, -1, np.int64)
        row_of[bucket.places] = np.arange(len(bucket.places))
        mine = np.nonzero(row_of[text_of] >= 0)[0]
        for first in range(0, len(mine), 4 * self.batch_size):
            some = mine[first : first + 4 * self.batch_size]
            rows = torch.from_numpy(row_of[text_of[some]]).to(self.device)
            seen = torch.from_numpy(np.ascontiguousarray(pairs[some, 0])).to(self.device)
            judged = self.net.fuse(sight, EncodedTexts(*(each[rows] for each in reading)), seen)
            scores[some] = judged.score.float().cpu().numpy()

    def _seen(self, images: Sequence[Image.Image]) -> EncodedImages:
        parts = []
        for first in range(0, len(images), self.batch_size):
            some = np.stack([pixels(image, self.shape.image_size) for image in images[first : first + self.batch_size]])
            parts.append(self.net.see(torch.from_numpy(some).to(self.device)))
        return EncodedImages(*(torch.cat(columns) for columns in zip(*parts, strict=True)))


def read_net(folder: Path) -> tuple[CrossNet, SceneConfig, Tokenizer]:
    """Return the network of a model folder, in single precision, with its config and its tokenizer.

    Raises:
        UserError: As `CrossMatcher.from_folder`.
    """
    shape, tokenizer = read_config(folder), read_tokenizer(folder)
    path = folder / WEIGHTS
    if tokenizer.get_vocab_size() != shape.vocabulary:
        raise UserError(f"{folder / 'tokenizer.json'}: {tokenizer.get_vocab_size()} words, but config.json says {shape.vocabulary}")
    weights = dict(tensors_of(path, folder.name))
    net = CrossNet(shape)
    wanted = net.state_dict()
    if wrong := misfits(wanted, weights):
        raise UserError(f"{path}: config.json does not fit {amount(len(wrong), 'weight')}, such as {wrong[0]}; take both from one model")
    net.load_state_dict({name: value.to(wanted[name].dtype) for name, value in weights.items()})
    return net, shape, tokenizer


def save_net(net: Any, shape: SceneConfig, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a folder that `CrossMatcher.from_folder` reads; weights in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.detach().cpu().contiguous() for name, value in net.state_dict().items()}
    save_file({name: value.half() if value.is_floating_point() else value for name, value in state.items()}, folder / WEIGHTS)
    make_readable(folder)
    write_config(shape, folder)
    save_tokenizer(tokenizer, folder, shape.length)


def pixels(image: Image.Image, size: int) -> npt.NDArray[np.float32]:
    """Return an image of any size as float32 (3, size, size) in [-1, 1]."""
    image = image.convert("RGB")
    if image.size != (size, size):
        image = image.resize((size, size), Image.Resampling.BOX if min(image.size) >= size else Image.Resampling.BICUBIC)
    return np.asarray(image, np.float32).transpose(2, 0, 1) / np.float32(127.5) - np.float32(1)
