import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModel

from hardneg.errors import UserError
from hardneg.models.llm_folder import source_of
from hardneg.rewrite.debias.embedder import SHARE, Reader

CAPTIONS = ["A dog on a couch.", "A black dog lies on a red couch in a room with two windows.", "A cat."]
TEXTS = [
    "A dog under a couch.",
    "Two dogs on a couch.",
    "A black dog lies on a red couch in a room with three windows.",
    "A dog",
    "A cat. And a dog.",
    "A brown dog lies on a red couch in a room with two windows.",
    "A cat.",
]
OF = [0, 0, 1, 0, 2, 1, 2]


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader("smollm2-135m-instruct")


@pytest.mark.slow
def test_what_is_read_are_mean_states_of_the_lower_layers(reader: Reader) -> None:
    folder = source_of("smollm2-135m-instruct")
    whole = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    layers = json.loads((Path(folder) / "config.json").read_text())["num_hidden_layers"]
    whole.layers = whole.layers[: round(SHARE * layers)]

    def mean(text: str) -> np.ndarray:  # type: ignore[type-arg]
        ids = reader._tokenizer(text, return_tensors="pt")["input_ids"]
        with torch.inference_mode():
            return np.asarray(whole(input_ids=ids).last_hidden_state[0].mean(0))

    expected = np.stack([mean(text) - mean(CAPTIONS[i]) for text, i in zip(TEXTS, OF, strict=True)])
    found = reader.changes(CAPTIONS, TEXTS, OF)
    np.testing.assert_allclose(found, expected, atol=2e-3)
    np.testing.assert_array_equal(found[-1], 0.0)  # its caption itself


@pytest.mark.slow
def test_a_text_is_read_the_same_in_any_company(reader: Reader) -> None:
    together = reader.changes(CAPTIONS, TEXTS, OF)
    alone = np.concatenate([reader.changes([CAPTIONS[i]], [text], [0]) for text, i in zip(TEXTS, OF, strict=True)])
    np.testing.assert_allclose(together, alone, atol=5e-3)
    np.testing.assert_array_equal(together, reader.changes(CAPTIONS, TEXTS, OF))


@pytest.mark.slow
def test_texts_of_any_length_and_none_at_all(reader: Reader) -> None:
    width = reader.changes(CAPTIONS, TEXTS, OF).shape[1]
    assert reader.changes(CAPTIONS, [], []).shape == (0, width)
    assert reader.changes([], [], []).shape == (0, width)
    long = reader.changes(["a dog and " * 2000], ["a dog and " * 3000, "a cat and " + "a dog and " * 3000, "", "a"], [0, 0, 0, 0])
    assert np.isfinite(long).all()
    np.testing.assert_allclose(long[0], 0.0, atol=2e-3)  # the same 512 tokens
    assert np.abs(long[1]).max() > 0.05
    assert np.abs(reader.changes([""], ["a dog"], [0])).max() > 0.05


@pytest.mark.slow
def test_what_the_caption_has_told_is_not_read_again(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens: list[int] = []
    forward = reader._model.forward

    def counted(*args: Any, **kwargs: Any) -> Any:
        tokens.append(kwargs["input_ids"].shape[1])
        return forward(*args, **kwargs)

    monkeypatch.setattr(reader._model, "forward", counted)
    caption = "A man and a woman stand before a house with a red door and a window in which there are two"
    reader.changes([caption + " cats."], [caption + " dogs."], [0])
    assert tokens[0] > 20
    assert tokens[1] <= 2


def test_a_model_whose_layers_forget_is_the_users_mistake(tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, MistralConfig

    small = {"vocab_size": 64, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    AutoModelForCausalLM.from_config(MistralConfig(**small, sliding_window=4)).save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((Path(source_of("smollm2-135m-instruct")) / name).read_bytes())
    with pytest.raises(UserError, match="all that came before"):
        Reader(str(tmp_path))


def test_a_model_that_reads_both_ways_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="causal"):
        Reader("minilm-l6-v2")


def test_a_model_that_is_not_there_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="no such folder"):
        Reader("./nowhere")
