"""Prepare images and texts for each kind of trainable model, and save it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.errors import UserError
from hardneg.matching.cross import pixels, read_net, save_net
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.matching.scenes_tokenizer import PAD, encode, padded
from hardneg.models.matcher_folder import MatcherFolder, find_matcher
from hardneg.models.tensors import make_readable
from hardneg.training.matcher.frozen import Frozen
from hardneg.training.matcher.run_examples import RunExample


class Learner(Protocol):
    """Define a trainable model folder."""

    def net(self) -> Any:
        """Return the network of `hardneg.training.matcher.matcher_models` with the folder's weights."""
        ...

    def prepare(self, examples: Iterable[Sequence[RunExample]], places: ImagePlaces) -> None:
        """Compute what is computed once for these examples, a row group at a time, before the first step."""
        ...

    def open(self, location: ImageLocation, places: ImagePlaces) -> Any:
        """Return an image as `see` takes it, or a `Rejected`."""
        ...

    def see(self, images: Sequence[Any]) -> Tensor:
        """Return images as the network's input tensor."""
        ...

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return token ids, or features of tokens, and the mask, (N, L)."""
        ...

    def save(self, net: Any, folder: Path) -> None:
        """Write a folder that `hardneg.matching.load` loads."""
        ...


class _OfPixels:
    """Read images for networks that see pixels."""

    def prepare(self, examples: Iterable[Sequence[RunExample]], places: ImagePlaces) -> None:
        """Compute nothing; see `Learner`."""

    def open(self, location: ImageLocation, places: ImagePlaces) -> Image.Image | Rejected:
        """Return the decoded image; see `Learner`."""
        return read_image(location, places, places.max_pixels)


class Own(_OfPixels):
    """Train our own network."""

    def __init__(self, folder: MatcherFolder) -> None:
        self.folder = folder
        self._net, self.shape, self.tokenizer = read_net(folder.path)

    def net(self) -> Any:
        """Return the network; see `Learner`."""
        from hardneg.training.matcher.matcher_models import OwnNet

        return OwnNet(self._net)

    def see(self, images: Sequence[Image.Image]) -> Tensor:
        """Return the input tensor; see `Learner`."""
        return torch.from_numpy(np.stack([pixels(image, self.shape.image_size) for image in images]))

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return ids and mask; see `Learner`."""
        ids = torch.from_numpy(padded(encode(self.tokenizer, texts, self.shape.length)))
        return ids, (ids != PAD).long()

    def save(self, net: Any, folder: Path) -> None:
        """Write the model folder; see `Learner`."""
        save_net(net.net, self.shape, self.tokenizer, folder)


class Pretrained(_OfPixels):
    """Train a model of transformers: CLIP, SigLIP or BLIP."""

    def __init__(self, folder: MatcherFolder) -> None:
        from transformers import AutoImageProcessor

        from hardneg.models.pretrained import Texts, processor

        self.folder = folder
        self.images = processor(AutoImageProcessor, folder, backend="pil")
        self.texts = Texts(folder)

    def net(self) -> Any:
        """Return the network; see `Learner`."""
        from transformers import AutoModel, BlipForImageTextRetrieval

        from hardneg.models.pretrained import pretrained
        from hardneg.training.matcher.matcher_models import BlipNet, DualNet

        kind, net = (BlipForImageTextRetrieval, BlipNet) if self.folder.kind == "blip" else (AutoModel, DualNet)
        return net(pretrained(kind, self.folder, torch.device("cpu")))

    def see(self, images: Sequence[Image.Image]) -> Tensor:
        """Return the input tensor; see `Learner`."""
        return self.images(images=list(images), return_tensors="pt")["pixel_values"]  # type: ignore[no-any-return]

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return ids and mask; see `Learner`."""
        encoded = self.texts.encode(texts)
        inputs = encoded.rows(range(len(texts)), torch.device("cpu"))
        ids = inputs["input_ids"]
        return ids, inputs["attention_mask"] if "attention_mask" in inputs else torch.ones_like(ids)

    def save(self, net: Any, folder: Path) -> None:
        """Write the model folder; see `Learner`."""
        net.model.save_pretrained(folder)
        make_readable(folder)
        self.images.save_pretrained(folder)
        self.texts.tokenizer.save_pretrained(folder)


FROZEN = "hardneg-features"
OF_PIXELS: dict[str, type[Own] | type[Pretrained]] = {"clip": Pretrained, "siglip": Pretrained, "blip": Pretrained, "hardneg-cross": Own}
KINDS = (*OF_PIXELS, FROZEN)


def learner_of(model: str, features: str | None = None) -> Learner:
    """Return the learner for a model by name, folder or hub id.

    Args:
        model: The model.
        features: Folder for the features of frozen encoders.

    Raises:
        UserError: There is no such model, it is of a kind that is not trained here, or it has no frozen encoders to keep features of.
    """
    folder = find_matcher(model)
    if folder.kind == FROZEN:
        return Frozen(folder, features)
    if folder.kind not in KINDS:
        raise UserError(f"matcher {model}: model_type {folder.kind} is not trained here; {', '.join(KINDS)} are")
    if features is not None:
        raise UserError(
            f"--features {features}: matcher {model} ({folder.kind}) has no frozen encoders; omit it, or name a matcher of train-photos"
        )
    return OF_PIXELS[folder.kind](folder)
