"""Make a batch of samples: lists of texts or tensors of tokens, with masks where samples have fewer negatives or positives."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hardneg.errors import UserError
from hardneg.errors.extras import missing

if TYPE_CHECKING:
    import PIL.Image

Transform = Callable[["PIL.Image.Image"], Any]
Tokenizer = Callable[[list[str]], Any]


def collate(
    samples: Sequence[Mapping[str, Any]],
    negatives: int | None = None,
    positives: int | None = None,
    image_transform: Transform | None = None,
    tokenizer: Tokenizer | None = None,
) -> dict[str, Any]:
    """Return a batch of B samples of `hardneg.load`, padded to K negatives and P positives.

    The keys: `image` is a list of images, or (B, C, H, W) with a transform. `caption` is a list, or tokens (B, L) with a tokenizer.
    `negatives` are B lists of K texts, padded by the empty text, or tokens (B, K, L); `mask` (B, K) says which are there. `positives` and
    `positive_mask` (B, P) are alike. `negative_images` are B lists of K images or None, or (B, K, C, H, W) with zeros where there is none,
    or None where no sample has any; `negative_image_mask` (B, K) says which are there. `weight`, `margin` and `p_valid` are (B, K), with 0
    in the padding, and NaN for `p_valid` where no matcher judged. `families` are B lists of K; `caption_id` and `image_id` are lists.
    `same_image` (B, B) says which other samples have the same `image_id`: their captions are true of the image, so they are no negatives.

    Args:
        samples: Samples of `hardneg.load`.
        negatives: K; by default the largest number in the batch. Samples with more lose the last ones.
        positives: P; likewise.
        image_transform: Turns an image into a tensor (C, H, W).
        tokenizer: Turns a list of N texts into a tensor (N, L), or into a mapping of such tensors, which the batch then has in its place.

    Raises:
        UserError: torch is not installed, or some samples have an image and others none, which no tensor can hold.
    """
    try:
        import torch
    except ModuleNotFoundError as error:
        raise missing("hardneg.collate", error) or error from None
    wrong = _padded(samples, "negatives", negatives, "")
    right = _padded(samples, "positives", positives, "")
    k = len(wrong[0])
    counts = torch.tensor([[min(len(each["negatives"]), k), min(len(each["positives"]), len(right[0]))] for each in samples])
    mask, positive_mask = (torch.arange(size) < counts[:, i : i + 1] for i, size in enumerate((k, len(right[0]))))
    drawn = _padded(samples, "negative_images", k, None)
    number = {
        name: _padded(samples, column, k, 0.0) for name, column in (("weight", "weights"), ("margin", "margins"), ("p_valid", "p_valid"))
    }
    images = [each["image_id"] for each in samples]
    return {
        "image": _images([each["image"] for each in samples], image_transform),
        "caption": _texts([[each["caption"]] for each in samples], tokenizer, flat=True),
        "positives": _texts(right, tokenizer),
        "positive_mask": positive_mask,
        "negatives": _texts(wrong, tokenizer),
        "mask": mask,
        "negative_images": _nested_images(drawn, image_transform),
        "negative_image_mask": torch.tensor([[each is not None for each in row] for row in drawn], dtype=torch.bool).reshape(
            len(samples), k
        ),
        **{name: _numbers(rows).reshape(len(samples), k) for name, rows in number.items()},
        "families": _padded(samples, "families", k, ""),
        "caption_id": [each["caption_id"] for each in samples],
        "image_id": images,
        "same_image": _same(images),
    }


def _same(images: Sequence[str | None]) -> Any:
    """Return which other samples have the same image, (B, B)."""
    import torch

    numbers: dict[str | int, int] = {}
    number = torch.tensor([numbers.setdefault(i if name is None else name, len(numbers)) for i, name in enumerate(images)])
    return (number[:, None] == number[None, :]).fill_diagonal_(False)


def _padded(samples: Sequence[Mapping[str, Any]], name: str, size: int | None, by: Any) -> list[list[Any]]:
    wanted = max(len(each[name]) for each in samples) if size is None else size
    return [[*each[name][:wanted], *[by] * (wanted - len(each[name]))] for each in samples]


def _numbers(rows: list[list[float | None]]) -> Any:
    import torch

    return torch.tensor([[float("nan") if each is None else each for each in row] for row in rows], dtype=torch.float32)


def _texts(rows: list[list[str]], tokenizer: Tokenizer | None, flat: bool = False) -> Any:
    """Return texts as they are, or as tokens of the shape (B, K, L); with `flat` as one list, or (B, L)."""
    texts = [each for row in rows for each in row]
    if tokenizer is None:
        return texts if flat else rows
    shape = (len(rows),) if flat else (len(rows), len(rows[0]))
    if not texts:
        import torch

        return torch.zeros((*shape, 0), dtype=torch.int64)
    found = tokenizer(texts)
    if isinstance(found, Mapping):
        return {name: each.reshape(*shape, *each.shape[1:]) for name, each in found.items()}
    return found.reshape(*shape, *found.shape[1:])


def _images(images: list[Any], transform: Transform | None) -> Any:
    if transform is None or not any(each is not None for each in images):
        return images
    import torch

    if any(each is None for each in images):
        raise UserError("hardneg.collate: some samples have an image and others none; filter them, or load with images=False")
    return torch.stack([transform(each) for each in images])


def _nested_images(rows: list[list[Any]], transform: Transform | None) -> Any:
    if not any(each is not None for row in rows for each in row):
        return None
    if transform is None:
        return rows
    import torch

    made = [[None if each is None else transform(each) for each in row] for row in rows]
    blank = torch.zeros_like(next(each for row in made for each in row if each is not None))
    return torch.stack([torch.stack([blank if each is None else each for each in row]) for row in made])
