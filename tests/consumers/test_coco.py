"""pycocotools opens `coco-json` and finds the captions of each image."""

from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest

coco = pytest.importorskip("pycocotools.coco")

Export = Callable[..., Path]


def test_every_image_has_its_captions_and_their_negatives(exported: Export) -> None:
    folder = exported("coco-json")

    found = coco.COCO(str(folder / "captions_train.json"))
    images = found.loadImgs(found.getImgIds())
    assert images
    for image in images:
        captions = found.loadAnns(found.getAnnIds(imgIds=[image["id"]]))
        assert captions
        assert all(caption["negatives"] for caption in captions)
        with PIL.Image.open(folder / image["file_name"]) as opened:
            assert opened.size == (image["width"], image["height"])
