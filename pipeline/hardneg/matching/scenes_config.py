"""Read and write the config.json of the `scenes` matcher's network."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hardneg.errors import UserError

ARCHITECTURE = "hardneg-cross"


class SceneConfig(BaseModel):
    """Hold the sizes of the network.

    Attributes:
        threshold: Logit from which a text counts as true, chosen on held-out data.
        unlearnt: Words of the vocabulary that no training text had: their embeddings are as initialised.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model_type: str = ARCHITECTURE
    vocabulary: int = Field(ge=5)
    width: int = 128
    heads: int = 4
    wider: int = 384
    reader_layers: int = 2
    fusion_layers: int = 3
    channels: tuple[int, int, int] = (48, 96, 128)
    slots: int = 8
    grounds: int = 5
    length: int = 48
    image_size: int = 64
    threshold: float = 0.0
    unlearnt: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """Number of cells along a side of the grid: the encoder halves the image three times."""
        return self.image_size // 8


def read_config(folder: Path) -> SceneConfig:
    """Return the config of a model folder.

    Raises:
        UserError: There is no config.json, or it is of another architecture.
    """
    path = folder / "config.json"
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{folder}: no config.json; give a model folder") from error
    except ValueError as error:
        raise UserError(f"{path}: not JSON ({error})") from error
    if not isinstance(value, dict) or value.get("model_type") != ARCHITECTURE:
        raise UserError(f"{path}: model_type is not {ARCHITECTURE}; this is a folder of another kind of model")
    try:
        return SceneConfig(**value)
    except ValidationError as error:
        raise UserError(f"{path}: {error.errors()[0]['loc']}: {error.errors()[0]['msg']}") from error


def write_config(shape: SceneConfig, folder: Path) -> None:
    """Write config.json."""
    (folder / "config.json").write_text(json.dumps(shape.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
