import json
from pathlib import Path

import pytest
import torch

pytest.importorskip("diffusers")

from diffusers import AutoencoderTiny, PixArtTransformer2DModel
from transformers import CLIPTextModel

from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.synthesise.slots import CANVAS, CHANNELS, SIDE
from hardneg.training.generator import generator_models


def test_a_saved_pipeline_is_loaded_with_weights_of_half_precision_as_float32(tmp_path: Path) -> None:
    made = ScenePipeline(
        generator_models.tokenizer(),
        generator_models.text_encoder(),
        generator_models.transformer(width=64, layers=1),
        generator_models.scheduler(),
        generator_models.decoder(width=8, blocks=1),
    )
    generator_models.save(made, tmp_path)
    before = made.transformer.state_dict()
    for kind, part in ((CLIPTextModel, "text_encoder"), (PixArtTransformer2DModel, "transformer"), (AutoencoderTiny, "vae")):
        loaded = kind.from_pretrained(tmp_path / part)
        assert all(value.dtype == torch.float32 for value in loaded.parameters())
        assert not json.loads((tmp_path / part / "config.json").read_text()).get("_name_or_path")
    again = generator_models.transformer(width=64, layers=1, initial=tmp_path).state_dict()
    assert all(torch.equal(value.half(), again[name].half()) for name, value in before.items())


def test_the_decoder_makes_two_by_two_pixels_of_a_cell() -> None:
    decoder = generator_models.decoder(width=8, blocks=1)
    with torch.no_grad():
        made = decoder.decode(torch.zeros(1, CANVAS, 32, 32)).sample
    assert made.shape == (1, 12, 32, 32)


def test_the_transformer_keeps_the_shape_of_a_layout() -> None:
    transformer = generator_models.transformer(width=64, layers=1)
    layout, text = torch.zeros(2, CHANNELS, SIDE, SIDE), torch.zeros(2, 5, 128)
    made = transformer(layout, encoder_hidden_states=text, timestep=torch.zeros(2, dtype=torch.long)).sample
    assert made.shape == layout.shape
