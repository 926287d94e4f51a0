from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from some_shards import png, rows_of, write_shards

import hardneg
from hardneg.errors import UserError


def tensor(image: Any) -> torch.Tensor:
    return torch.from_numpy(np.asarray(image).transpose(2, 0, 1).copy()).float()


def tokens(texts: list[str]) -> torch.Tensor:
    return torch.tensor([[len(text), 7] for text in texts])


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    rows = [*rows_of(1, 3, {"bytes": png(10)}), *rows_of(2, 1, {"bytes": png(20)})]
    rows[0] |= {"negative_image": {"bytes": png(200)}, "p_valid": 0.9}
    out = write_shards(tmp_path_factory.mktemp("collate"), rows, 10)
    return list(hardneg.load(out, negatives="all", positives="all", shuffle=False))


def test_texts_are_padded_to_the_most_in_the_batch_and_masks_say_what_is_there(samples: list[dict[str, Any]]) -> None:
    batch = hardneg.collate(samples)
    assert batch["caption"] == ["caption 1", "caption 2"]
    assert batch["negatives"] == [["negative 1.0", "negative 1.1", "negative 1.2"], ["negative 2.0", "", ""]]
    assert batch["mask"].tolist() == [[True, True, True], [True, False, False]]
    assert batch["positives"] == [["positive 1.0", ""], ["positive 2.0", "positive 2.1"]]
    assert batch["positive_mask"].tolist() == [[True, False], [True, True]]
    assert batch["families"] == [["attribute", "count", "object"], ["attribute", "", ""]]
    assert batch["weight"].tolist() == [[2.0, 2.0, 2.0], [3.0, 0.0, 0.0]]
    assert batch["margin"].shape == (2, 3)
    assert batch["p_valid"][0, 0] == pytest.approx(0.9)
    assert batch["p_valid"].isnan().tolist() == [[False, True, True], [True, False, False]]
    assert [image.getpixel((0, 0))[0] for image in batch["image"]] == [10, 20]
    assert batch["negative_image_mask"].tolist() == [[True, False, False], [False, False, False]]
    assert batch["negative_images"][0][0].getpixel((0, 0))[0] == 200


@pytest.mark.parametrize("size", [1, 2, 6])
def test_the_number_of_negatives_can_be_fixed(samples: list[dict[str, Any]], size: int) -> None:
    batch = hardneg.collate(samples, negatives=size, positives=0)
    assert batch["mask"].sum(dim=1).tolist() == [min(size, 3), 1]
    assert batch["mask"].shape == batch["weight"].shape == batch["negative_image_mask"].shape == (2, size)
    assert batch["positives"] == [[], []]
    assert batch["positive_mask"].shape == (2, 0)


def test_a_transform_and_a_tokenizer_give_tensors(samples: list[dict[str, Any]]) -> None:
    batch = hardneg.collate(samples, image_transform=tensor, tokenizer=tokens)
    assert batch["image"].shape == (2, 3, 8, 8)
    assert batch["caption"].tolist() == [[9, 7], [9, 7]]
    assert batch["negatives"].shape == (2, 3, 2)
    assert batch["negatives"][1].tolist() == [[12, 7], [0, 7], [0, 7]]
    assert batch["positives"].shape == (2, 2, 2)
    assert batch["negative_images"].shape == (2, 3, 3, 8, 8)
    assert batch["negative_images"][:, :, 0, 0, 0].tolist() == [[200, 0, 0], [0, 0, 0]]
    assert hardneg.collate(samples, positives=0, tokenizer=tokens)["positives"].shape[:2] == (2, 0)


def test_a_tokenizer_may_return_a_mapping(samples: list[dict[str, Any]]) -> None:
    batch = hardneg.collate(samples, tokenizer=lambda texts: {"input_ids": tokens(texts), "attention_mask": tokens(texts)})
    assert {name: each.shape for name, each in batch["negatives"].items()} == {"input_ids": (2, 3, 2), "attention_mask": (2, 3, 2)}
    assert batch["caption"]["input_ids"].shape == (2, 2)


def test_without_images_there_are_none_and_some_without_are_refused(samples: list[dict[str, Any]]) -> None:
    bare = [each | {"image": None, "negative_images": [None] * len(each["negatives"])} for each in samples]
    batch = hardneg.collate(bare, image_transform=tensor)
    assert (batch["image"], batch["negative_images"]) == ([None, None], None)
    assert not batch["negative_image_mask"].any()
    with pytest.raises(UserError, match="some samples have an image and others none"):
        hardneg.collate([samples[0], bare[1]], image_transform=tensor)


def test_other_samples_of_the_same_image_are_marked(samples: list[dict[str, Any]]) -> None:
    named = [samples[0] | {"image_id": name} for name in ("a", "b", "a", None, None)]
    same = hardneg.collate(named)["same_image"]
    assert same.dtype == torch.bool
    assert same.nonzero().tolist() == [[0, 2], [2, 0]]


def test_a_dataloader_takes_it(tmp_path: Path) -> None:
    from torch.utils.data import DataLoader

    out = write_shards(tmp_path, [row for number in range(9) for row in rows_of(number, 2)], 6)
    batches = list(DataLoader(hardneg.load(out), batch_size=4, collate_fn=partial(hardneg.collate, negatives=3)))
    assert [batch["mask"].shape for batch in batches] == [(4, 3), (4, 3), (1, 3)]
