"""Image encoders by name: a row for the whole image, and a row for each cell."""

import json
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import torch
from encoders.tiny_encoders import dinov2, lite
from matching import tiny

from hardneg.encoders.images import LEVELS, QUARTERS, ConvolutionalEncoder, open_image_encoder
from hardneg.errors import UserError

MAKERS = {"clip": tiny.clip, "siglip": tiny.siglip, "siglip2": tiny.siglip2, "dinov2": dinov2, "efficientnet-lite": lite}


@pytest.fixture(scope="module", params=list(MAKERS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


def test_each_kind_gives_a_whole_row_and_a_square_grid_for_images_of_any_shape(folder: Path) -> None:
    encoder = open_image_encoder(str(folder), device="cpu")

    found = encoder.encode([*tiny.pictures(2), PIL.Image.new("RGB", (90, 20), "red")])

    assert found.dtype == np.float16
    assert found.shape == (3, 1 + encoder.side**2, encoder.width)
    assert np.isfinite(found).all()
    assert not np.allclose(found[0], found[1])


def test_an_image_has_the_same_features_in_any_batch(folder: Path) -> None:
    pictures = tiny.pictures(3)
    together = open_image_encoder(str(folder), device="cpu").encode(pictures)
    alone = open_image_encoder(str(folder), device="cpu", batch_size=1).encode(pictures)

    assert np.allclose(together, alone, atol=2e-3)


def test_features_of_efficientnet_name_the_colours_of_each_cell(tmp_path: Path) -> None:
    encoder = open_image_encoder(str(lite(tmp_path)), device="cpu")  # random weights: only the histogram knows a colour
    picture = PIL.Image.new("RGB", (64, 64), (255, 0, 0))
    picture.paste((0, 0, 255), (32, 0, 64, 64))

    cells = encoder.encode([picture])[0, 1:].reshape(encoder.side, encoder.side, encoder.width)
    colours = cells[:, :, -(LEVELS**3) :].astype(np.float32)

    red, blue = (LEVELS - 1) * LEVELS**2, LEVELS - 1
    assert (colours.argmax(-1) == [red, blue]).all()
    assert np.allclose((colours**2).sum(-1), (colours**2).sum(-1)[0, 0])


def test_a_cell_of_efficientnet_has_features_of_its_quarters(tmp_path: Path) -> None:
    encoder = open_image_encoder(str(lite(tmp_path)), device="cpu")
    assert isinstance(encoder, ConvolutionalEncoder)
    pixels = torch.linspace(-1, 1, 3 * 64 * 64).view(1, 3, 64, 64).sin()
    middle = encoder.net(pixels).middle[0]

    cells = encoder._cells(pixels)[0]

    channels = len(middle)
    quarters = cells[-(LEVELS**3) - QUARTERS * channels : -(LEVELS**3)].view(channels, 2, 2, encoder.side, encoder.side)
    assert middle.shape[1:] == (2 * encoder.side, 2 * encoder.side)
    scale = quarters[0, 0, 0, 0, 0] / middle[0, 0, 0]
    assert torch.allclose(quarters[:, 1, 0], scale * middle[:, 1::2, 0::2], atol=0.0)
    assert torch.allclose(quarters[:, 0, 1], scale * middle[:, 0::2, 1::2], atol=0.0)


def test_the_revision_follows_the_weights(tmp_path: Path) -> None:
    first = open_image_encoder(str(tiny.clip(tmp_path)), device="cpu").revision
    again = open_image_encoder(str(tmp_path), device="cpu").revision
    other = open_image_encoder(str(tiny.clip(tmp_path, seed=1)), device="cpu").revision

    assert first == again != other


def test_a_text_model_is_no_image_encoder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="model_type bert is no image encoder; known: efficientnet-lite, clip"):
        open_image_encoder(str(tiny.entailment(tmp_path)))


def test_weights_of_another_size_are_one_line(tmp_path: Path) -> None:
    lite(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(config | {"width": 1.0}))

    with pytest.raises(UserError, match="its weights do not fit its config"):
        open_image_encoder(str(tmp_path))


def test_broken_weights_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    lite(tmp_path)
    weights = load_file(tmp_path / "model.safetensors")
    weights["head.conv.weight"][0, 0] = torch.nan
    save_file(weights, tmp_path / "model.safetensors")

    with pytest.raises(UserError, match=r"head\.conv\.weight holds NaN"):
        open_image_encoder(str(tmp_path))
