"""Train a tiny open_clip model one step on each export, through open_clip's own data code, and print what happened as JSON."""

import json
import math
import sys
from argparse import Namespace

import torch
import without_operators

without_operators.declare_operators()

import open_clip  # noqa: E402
from open_clip_train.data import get_csv_dataset, get_dataset_size, get_wds_dataset  # noqa: E402

BATCH = 8
SIDE = 64


def step(kind: str, data: str) -> dict[str, float]:
    """Read one batch of `data` as `open_clip_train` does for `--dataset-type KIND`, and train a step on it."""
    torch.manual_seed(0)
    told = {"train_data": data, "batch_size": BATCH, "workers": 0, "world_size": 1, "distributed": False, "seed": 0}
    told |= {"train_num_samples": None, "train_data_upsampling_factors": None, "dataset_resampled": False}
    told |= {"csv_img_key": "filepath", "csv_caption_key": "title", "csv_separator": "\t"}
    read = get_wds_dataset if kind == "webdataset" else get_csv_dataset
    tokenizer, transform = open_clip.get_tokenizer("ViT-B-32"), open_clip.image_transform(SIDE, is_train=True)
    found = read(Namespace(**told), transform, is_train=True, tokenizer=tokenizer)
    images, texts = next(iter(found.dataloader))
    assert images.shape == (BATCH, 3, SIDE, SIDE)
    vision = open_clip.CLIPVisionCfg(layers=1, width=32, head_width=16, patch_size=16, image_size=SIDE)
    model = open_clip.CLIP(32, vision, open_clip.CLIPTextCfg(context_length=77, vocab_size=49408, width=32, heads=2, layers=1))
    before = {name: tensor.detach().clone() for name, tensor in model.named_parameters()}
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    loss = open_clip.ClipLoss()(*model(images, texts))
    loss.backward()
    optimizer.step()
    assert math.isfinite(loss.item())
    moved = [bool((tensor != before[name]).any()) for name, tensor in model.named_parameters()]
    samples = get_dataset_size(data)[0] if kind == "webdataset" else found.dataloader.num_samples
    return {"samples": samples, "loss": loss.item(), "moved": sum(moved) / len(moved)}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({kind: step(kind, data) for kind, data in json.loads(sys.argv[1]).items()}))
