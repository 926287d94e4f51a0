"""Score by a small head on frozen encoders of images and texts: the matcher for photographs that is trained in minutes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from more_itertools import chunked
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor

from hardneg.encoders.encoder import Features, ImageEncoder, TextEncoder
from hardneg.encoders.images import open_image_encoder
from hardneg.encoders.texts import open_text_encoder
from hardneg.errors import UserError
from hardneg.matching.features_config import FeaturesConfig, read_config, write_config
from hardneg.matching.features_network import EncodedImages, EncodedTexts, FeaturesNet
from hardneg.matching.matcher import Pairs, Scores, pairs_of
from hardneg.models.device import device_of
from hardneg.models.resolve import revision_of
from hardneg.models.tensors import make_readable, misfits, tensors_of

WEIGHTS = "model.safetensors"


class FeaturesMatcher:
    """`FeaturesNet` with its encoders as a `Matcher`; its scores are logits."""

    def __init__(
        self, net: Any, images: ImageEncoder, texts: TextEncoder, revision: str, device: Any = "cpu", batch_size: int = 64
    ) -> None:
        self.net, self.images, self.texts, self.revision = net, images, texts, revision
        self.device, self.batch_size = device, batch_size
        self.threshold = None if net.cross is None else 0.0  # a cosine has no natural threshold

    @classmethod
    def from_folder(cls, path: str | Path, device: str | None = None, batch_size: int = 64) -> "FeaturesMatcher":
        """Load the head and both encoders.

        Args:
            path: A folder with config.json and model.safetensors.
            device: Null: a GPU if there is one.
            batch_size: Images in one forward pass; four times as many texts or pairs.

        Raises:
            UserError: A file is missing or broken, or an encoder is not there, or is another than at training.
        """
        folder = Path(path)
        net, config = read_net(folder)
        images, texts = open_encoders(config, folder.name, device, batch_size)
        where = device_of(device)
        return cls(net.eval().to(where), images, texts, revision_of(folder.name, folder), where, batch_size)

    @property
    def truncated(self) -> int:
        """Return the number of texts that were longer than the text encoder reads, over all calls."""
        return self.texts.truncated

    def unlearnt(self, text: str) -> str | None:  # noqa: ARG002
        """Return None: the pieces of the text encoder spell any word."""
        return None

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """Return the logit of each pair. See `Matcher.score`."""
        pairs = pairs_of(images, texts, pairs)
        scores = np.zeros(len(pairs), np.float32)
        if not len(pairs):
            return scores
        wanted, text_of = np.unique(pairs[:, 1], return_inverse=True)
        asked = [texts[number] for number in wanted]
        rows, cut = self.texts.encode(asked), self.texts.too_long(asked)
        lengths = np.array([len(each) for each in rows])
        in_order = np.argsort(lengths[text_of], kind="stable")  # pairs of similar length share a batch
        with torch.inference_mode():
            sight = self._seen(images)
            for some in chunked(in_order.tolist(), 4 * self.batch_size):
                mine, place = np.unique(text_of[some], return_inverse=True)
                reading = self.net.read(*(each.to(self.device) for each in padded([rows[i] for i in mine])))
                each_text = torch.from_numpy(place).to(self.device)
                seen = torch.from_numpy(np.ascontiguousarray(pairs[some, 0])).to(self.device)
                scores[some] = self.net.fuse(sight, EncodedTexts(*(each[each_text] for each in reading)), seen).float().cpu().numpy()
        scores[cut[text_of]] = np.nan
        return scores

    def _seen(self, images: Sequence[Image.Image]) -> EncodedImages:
        parts = []
        for some in chunked(images, self.batch_size):
            parts.append(self.net.see(torch.from_numpy(self.images.encode(some)).float().to(self.device)))
        return EncodedImages(*(torch.cat(columns) for columns in zip(*parts, strict=True)))


def padded(rows: Sequence[Features]) -> tuple[Tensor, Tensor]:
    """Return the rows of texts as float32 (N, longest, D), and the mask (N, longest) of those that are there."""
    lengths = np.array([len(each) for each in rows])
    table = np.zeros((len(rows), int(lengths.max(initial=1)), rows[0].shape[1]), np.float32)
    for number, each in enumerate(rows):
        table[number, : len(each)] = each
    mask: npt.NDArray[np.bool_] = np.arange(table.shape[1])[None, :] < lengths[:, None]
    return torch.from_numpy(table), torch.from_numpy(mask)


def open_encoders(config: FeaturesConfig, name: str, device: str | None, batch_size: int) -> tuple[ImageEncoder, TextEncoder]:
    """Return the encoders that a head was trained with.

    Raises:
        UserError: One is not there, or has features of another width or other weights than at training.
    """
    images = open_image_encoder(config.image_encoder, device=device, batch_size=batch_size)
    texts = open_text_encoder(config.text_encoder, device=device, batch_size=4 * batch_size)
    found = ((images.width, images.side, images.revision), (texts.width, 0, texts.revision))
    wanted = ((config.image_width, config.side, config.image_revision), (config.text_width, 0, config.text_revision))
    for encoder, (width, side, revision), (its_width, its_side, its_revision) in zip(
        (config.image_encoder, config.text_encoder), found, wanted, strict=True
    ):
        again = "name the one that it was trained with in config.json, or train again"
        if (width, side) != (its_width, its_side):
            grid = f" in {side} x {side} cells, not {its_width} in {its_side} x {its_side}" if side else f", not {its_width}"
            raise UserError(f"matcher {name}: its encoder {encoder} gives {width} features{grid}, as the head expects; {again}")
        if revision.rpartition("@")[2] != its_revision.rpartition("@")[2]:
            raise UserError(f"matcher {name}: its encoder is now {revision}, not {its_revision}; {again}")
    return images, texts


def read_net(folder: Path) -> tuple[FeaturesNet, FeaturesConfig]:
    """Return the head of a model folder, in single precision, with its config.

    Raises:
        UserError: A file is missing, or weights are broken or do not fit the config.
    """
    config = read_config(folder)
    weights = dict(tensors_of(folder / WEIGHTS, folder.name))
    net = FeaturesNet(config)
    if wrong := misfits(net.state_dict(), weights):
        raise UserError(f"{folder / WEIGHTS}: {len(wrong)} weights do not fit config.json, such as {wrong[0]}; take both from one model")
    net.load_state_dict({name: value.float() for name, value in weights.items()})
    return net, config


def save_net(net: FeaturesNet, config: FeaturesConfig, folder: Path) -> None:
    """Write a folder that `FeaturesMatcher.from_folder` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: value.detach().cpu().float().contiguous() for name, value in net.state_dict().items()}, folder / WEIGHTS)
    make_readable(folder)
    write_config(config, folder)
