"""Train a head on frozen encoders, whose features are computed once and kept on disk."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from torch import Tensor

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.captions.cleaning.images import Reference, fetch
from hardneg.encoders.cache import FeatureCache, Key, key_of
from hardneg.encoders.encoder import Features, ImageEncoder, TextEncoder
from hardneg.errors import UserError
from hardneg.matching.features import open_encoders, padded, read_net, save_net
from hardneg.matching.features_network import FeaturesNet
from hardneg.matching.image_reading import ImageLocation, read_image
from hardneg.models.matcher_folder import MatcherFolder
from hardneg.schemas.reasons import Reason
from hardneg.training.matcher.run_examples import RunExample

IMAGES, TEXTS = "images", "texts"
"""Folders of the features in the folder of features."""
IMAGES_AT_ONCE = 32
"""Decoded images in memory while they are encoded: one may take 10 MB."""


class StoredFeatures:
    """Keep the features of a training's images and texts by both encoders in one folder."""

    def __init__(self, folder: str | Path, images: ImageEncoder, texts: TextEncoder) -> None:
        """Open or begin the caches.

        Raises:
            UserError: The folder holds features of other encoders.
        """
        self.image_encoder, self.text_encoder = images, texts
        self.images = FeatureCache(Path(folder) / IMAGES, images.revision, images.width)
        self.texts = FeatureCache(Path(folder) / TEXTS, texts.revision, texts.width)
        self._keys: dict[ImageLocation, Key] = {}

    def image(self, location: ImageLocation, places: ImagePlaces) -> Features | Rejected:
        """Return the features of an image, float16 (1 + cells, C), or why there are none."""
        key = self._key(location, places)
        if isinstance(key, Rejected):
            return key
        return self.images[key] if key in self.images else Rejected(Reason.IMAGE_UNREADABLE, f"no features of {location.path}")

    def text(self, written: str) -> Features:
        """Return the features of a text, float16 (1 + tokens, D).

        Raises:
            UserError: They are not in the cache.
        """
        key = key_of(written)
        if key not in self.texts:
            self.texts.require([key], [written])
        return self.texts[key]

    def add_images(self, locations: Iterable[ImageLocation], places: ImagePlaces) -> int:
        """Encode the images that have no features yet; those that cannot be read are skipped."""
        known: dict[Key, ImageLocation] = {}
        for location in locations:
            key = self._key(location, places)
            if not isinstance(key, Rejected):
                known.setdefault(key, location)
        kept = list(known.values())

        def load(place: int) -> Any:
            found = read_image(kept[place], places, places.max_pixels)
            return None if isinstance(found, Rejected) else found

        return self.images.fill(list(known), load, self.image_encoder.encode, IMAGES_AT_ONCE)

    def add_texts(self, texts: Iterable[str]) -> int:
        """Encode the texts that have no features yet."""
        written = list(dict.fromkeys(texts))
        return self.texts.fill([key_of(text) for text in written], written.__getitem__, self.text_encoder.encode)

    def _key(self, location: ImageLocation, places: ImagePlaces) -> Key | Rejected:
        """Return the hash of the image's file, which is read once."""
        if location.bytes is not None:
            return key_of(location.bytes)
        if location not in self._keys:
            if location.path is None:
                return Rejected(Reason.IMAGE_MISSING, "neither bytes nor a path")
            content = fetch(Reference(location.source, location.path, None, None, None), places)
            if isinstance(content, Rejected):
                return content
            self._keys[location] = key_of(content)
        return self._keys[location]


class Frozen:
    """Train the head of a `hardneg-features` folder; one that is a linear map gets a cross head, which starts at its scores."""

    def __init__(self, folder: MatcherFolder, features: str | None) -> None:
        if features is None:
            raise UserError(f"matcher {folder.name}: its encoders are frozen; name the folder for their features with --features")
        self._linear, config = read_net(folder.path)
        self.config = config.model_copy(update={"head": "cross"})
        self.started = config.head == "cross"
        self.stored = StoredFeatures(features, *open_encoders(config, folder.name, None, 32))

    def prepare(self, examples: Iterable[Sequence[RunExample]], places: ImagePlaces) -> None:
        """Encode all images and texts that have no features yet; see `Learner`."""
        images = texts = 0
        for some in examples:
            images += self.stored.add_images((each.image for each in some), places)
            texts += self.stored.add_texts(text for each in some for text in _texts_of(each))
        if images or texts:
            Console(stderr=True).print(f"encoded {images:,} images and {texts:,} texts, which had no features yet")

    def net(self) -> Any:
        """Return the network; see `Learner`."""
        from hardneg.training.matcher.matcher_models import HeadNet

        net = FeaturesNet(self.config)
        net.load_state_dict(self._linear.state_dict(), strict=self.started)
        return HeadNet(net)

    def open(self, location: ImageLocation, places: ImagePlaces) -> Features | Rejected:
        """Return the features of an image; see `Learner`."""
        return self.stored.image(location, places)

    def see(self, images: Sequence[Any]) -> Tensor:
        """Return the features of images, (B, 1 + P, C); see `Learner`."""
        return torch.from_numpy(np.stack(images).astype(np.float32))

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Return the features of texts, (N, 1 + L, D), and the mask; see `Learner`."""
        return padded([self.stored.text(text) for text in texts])

    def save(self, net: Any, folder: Path) -> None:
        """Write the model folder; see `Learner`."""
        save_net(net.net, self.config, folder)


def _texts_of(example: RunExample) -> list[str]:
    return [example.caption, *example.positives, *(negative for negative, _ in example.negatives)]
