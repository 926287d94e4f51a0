"""webdataset reads the tars of `webdataset`, and those of `triplets` as TripletCLIP sets it up."""

import io
from collections.abc import Callable
from pathlib import Path

import PIL.Image
import pytest

wds = pytest.importorskip("webdataset")

from hardneg.shards.grouped import groups  # noqa: E402

Export = Callable[..., Path]


def test_images_captions_and_negatives_of_every_sample_are_decoded(exported: Export, shards: Path) -> None:
    tars = sorted(map(str, exported("webdataset", "--per-file", "10").glob("train/*.tar")))

    found = list(wds.WebDataset(tars, shardshuffle=False).decode("pil").to_tuple("jpg;png;webp", "txt", "json"))
    expected = [group for group in groups(str(shards)) if group.image is not None]
    assert [text for _, text, _ in found] == [group.caption for group in expected if any(not row["needs_image"] for row in group.rows)]
    assert all(image.size == (64, 64) for image, _, _ in found)
    assert all(said["caption"] == text and said["negatives"] for _, text, said in found)


def test_triplets_are_read_by_the_endings_of_tripletclip(exported: Export) -> None:
    def image(data: bytes) -> PIL.Image.Image:
        return PIL.Image.open(io.BytesIO(data))

    folder = exported("triplets")
    decoders = [wds.handle_extension(ending, image) for ending in (".image", ".neg_image")]
    decoders += [wds.handle_extension(ending, bytes.decode) for ending in (".caption", ".neg_caption")]
    source = wds.WebDataset(f"{folder}/train/shard-{{0..0}}.tar", shardshuffle=False).decode(*decoders)
    found = list(source.to_tuple("image", "caption", "neg_image", "neg_caption", "__key__"))
    assert found
    assert all(one.size == other.size == (64, 64) for one, _, other, _, _ in found)
    assert all(caption != negative for _, caption, _, negative, _ in found)
    assert len({key for *_, key in found}) == len(found)
