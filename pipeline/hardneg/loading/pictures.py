"""Open the images of samples: bytes in the shard, or files that it refers to."""

from typing import TYPE_CHECKING, Any

from hardneg.captions.cleaning.clean import Rejected
from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.errors import UserError
from hardneg.loading.captions import Images
from hardneg.shards.grouped import located, read_image

if TYPE_CHECKING:
    import PIL.Image


def add_pictures(sample: dict[str, Any], images: Images, caption: int, rows: list[int], folder: str, places: ImagePlaces) -> None:
    """Add the image of a caption and those of its negatives to a sample.

    Args:
        sample: A sample of `Captions`.
        images: Images of its row group.
        caption: Index of the caption.
        rows: Indices of the rows of its negatives.
        folder: Folder of the shards, which paths of drawn images start from.
        places: Where paths of the input start from.

    Raises:
        UserError: An image is missing or cannot be decoded.
    """
    source = images.inputs[caption]
    sample["image"] = _picture(images.captions[caption].as_py(), source, folder, places, sample["caption_id"])
    sample["negative_images"] = [_picture(images.negatives[row].as_py(), source, folder, places, sample["caption_id"]) for row in rows]


def _picture(image: dict[str, Any] | None, source: str, folder: str, places: ImagePlaces, caption: str) -> "PIL.Image.Image | None":
    from hardneg.matching.image_reading import decoded

    whole = located(image, source, places)
    if whole is None or (whole["bytes"] is None and whole["path"] is None):
        return None
    found = decoded(read_image(folder, whole, places), places.max_pixels)
    if isinstance(found, Rejected):
        name = whole["path"] or f"the image of caption {caption}"
        raise UserError(f"{name}: cannot be decoded ({found.detail or found.reason.value})")
    return found
