"""Pickles of weights become safetensors, once, without running code of them."""

import json
import os
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from hardneg.encoders.efficientnet import EfficientNetLite, Sizes
from hardneg.models.pickled import convert

CONFIG = {"model_type": "efficientnet-lite", "width": 1.1, "depth": 1.2, "image_size": 260}


def test_the_names_become_those_of_the_network(tmp_path: Path) -> None:
    upstream = {
        "_conv_stem.weight": torch.ones(1),
        "_bn0.num_batches_tracked": torch.ones(1),
        "_blocks.3._depthwise_conv.weight": torch.full((1,), 2.0),
        "_blocks.3._bn0.bias": torch.full((1,), 3.0),
        "_bn1.bias": torch.full((1,), 4.0),
        "_fc.weight": torch.ones(1),
    }
    torch.save(upstream, tmp_path / "x.pth")

    convert(tmp_path / "x.pth", tmp_path / "made", CONFIG)

    found = {name: value.item() for name, value in load_file(tmp_path / "made" / "model.safetensors").items()}
    assert found == {"stem.conv.weight": 1, "blocks.3.depthwise.conv.weight": 2, "blocks.3.expand.norm.bias": 3, "head.norm.bias": 4}
    assert found.keys() <= EfficientNetLite(Sizes(1.1, 1.2, 260)).state_dict().keys()
    assert json.loads((tmp_path / "made" / "config.json").read_text()) == CONFIG


def test_an_unknown_weight_is_refused(tmp_path: Path) -> None:
    torch.save({"_blocks.0._se_reduce.weight": torch.ones(1)}, tmp_path / "x.pth")

    with pytest.raises(ValueError, match=r"no weight _blocks\.0\._se_reduce\.weight"):
        convert(tmp_path / "x.pth", tmp_path / "made", CONFIG)


def test_code_in_a_pickle_does_not_run(tmp_path: Path) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "owned"),)

    torch.save({"_conv_stem.weight": Hostile()}, tmp_path / "x.pth")

    with pytest.raises(pickle.UnpicklingError):
        convert(tmp_path / "x.pth", tmp_path / "made", CONFIG)
    assert not (tmp_path / "owned").exists()
