"""datasets opens both configs of `datasets`, decodes the images, and feeds a DataLoader."""

from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest

datasets = pytest.importorskip("datasets")

Export = Callable[..., Path]


@pytest.mark.parametrize("streaming", [False, True])
def test_both_configs_open_and_their_images_decode(streaming: bool, exported: Export, tmp_path: Path) -> None:
    folder = exported("datasets", "--split", "all")

    for config in ("pairs", "grouped"):
        rows = datasets.load_dataset(str(folder), config, streaming=streaming, cache_dir=str(tmp_path))
        assert set(rows) == {"train", "validation"}
        images = [image for row in rows["train"] for image in (row["image"], *row.get("negative_images", [row.get("negative_image")]))]
        assert sum(isinstance(image, PIL.Image.Image) for image in images) > 50
        assert all(image.size == (64, 64) for image in images if image is not None)
    assert rows["train"].features["negative_images"].feature == datasets.Image()
