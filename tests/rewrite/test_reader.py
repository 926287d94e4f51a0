import json
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel

from pipeline import models
from pipeline.errors import UserError
from pipeline.rewrite.reader import SHARE, Reader

TEXTS = ["A dog on a couch.", "A black dog lies on a red couch in a room with two windows.", "A cat."]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader("smollm2-135m-instruct")


@pytest.mark.slow
def test_a_text_is_read_the_same_in_any_company(reader: Reader) -> None:
    together = reader.read(TEXTS)
    alone = np.concatenate([reader.read([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=5e-3)
    np.testing.assert_array_equal(together, reader.read(TEXTS))


@pytest.mark.slow
def test_what_is_read_is_the_mean_state_of_the_lower_layers(reader: Reader) -> None:
    folder = models.resolve("smollm2-135m-instruct")
    whole = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    layers = json.loads((Path(folder) / "config.json").read_text())["num_hidden_layers"]
    whole.layers = whole.layers[: round(SHARE * layers)]
    ids = reader._tokenizer(TEXTS[0], return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        expected = whole(input_ids=ids).last_hidden_state[0].mean(0).numpy()
    np.testing.assert_allclose(reader.read(TEXTS[:1])[0], expected, atol=2e-3)


@pytest.mark.slow
def test_a_text_of_any_length_and_none_at_all(reader: Reader) -> None:
    width = reader.read(TEXTS).shape[1]
    assert reader.read([]).shape == (0, width)
    long = reader.read(["a dog and " * 2000, "a dog and " * 3000])
    assert np.isfinite(long).all()
    np.testing.assert_array_equal(long[0], long[1])


def test_a_model_that_is_not_there_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="no such folder"):
        Reader("./nowhere")
