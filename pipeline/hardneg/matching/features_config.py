"""Read and write the config.json of a matcher on frozen encoders."""

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hardneg.errors import UserError

ARCHITECTURE = "hardneg-features"


class FeaturesConfig(BaseModel):
    """Hold the names of both encoders and the sizes of the head.

    Attributes:
        head: `linear` is a linear map from the features of the whole image to those of the whole text. `cross` adds to its logit that of
            a network that attends from words to cells.
        image_encoder: As `hardneg.encoders.images.open_image_encoder` takes it.
        image_revision: Revision of its weights at training.
        image_width: Features in a row of it.
        side: Cells along a side of its grid.
        text_encoder: As `hardneg.encoders.texts.open_text_encoder` takes it.
        text_revision: Revision of its weights at training.
        text_width: Features in a row of it.
        mixing_layers: Convolutions of 3 x 3 cells before words attend to them: a thing that lies across cells is then counted once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model_type: str = ARCHITECTURE
    head: Literal["linear", "cross"] = "linear"
    image_encoder: str
    image_revision: str
    image_width: int = Field(ge=1)
    side: int = Field(ge=1)
    text_encoder: str
    text_revision: str
    text_width: int = Field(ge=1)
    width: int = Field(128, ge=4)
    heads: int = Field(4, ge=1)
    wider: int = Field(256, ge=1)
    mixing_layers: int = Field(0, ge=0)
    reader_layers: int = Field(1, ge=0)
    fusion_layers: int = Field(1, ge=1)
    dropout: float = Field(0.1, ge=0, lt=1)


def read_config(folder: Path) -> FeaturesConfig:
    """Return the config of a model folder.

    Raises:
        UserError: There is no config.json, or it is of another architecture.
    """
    path = folder / "config.json"
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return FeaturesConfig(**value)
    except FileNotFoundError as error:
        raise UserError(f"{folder}: no config.json; give a model folder") from error
    except ValidationError as error:
        raise UserError(f"{path}: {'.'.join(map(str, error.errors()[0]['loc']))}: {error.errors()[0]['msg']}") from error
    except (TypeError, ValueError) as error:
        raise UserError(f"{path}: not a JSON object ({error})") from error


def write_config(config: FeaturesConfig, folder: Path) -> None:
    """Write config.json."""
    (folder / "config.json").write_text(json.dumps(config.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
