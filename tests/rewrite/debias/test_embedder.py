import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoModelForCausalLM, LlamaConfig, MistralConfig

from hardneg.errors import UserError
from hardneg.models.llm_folder import source_of
from hardneg.rewrite.debias import embedder as module
from hardneg.rewrite.debias.embedder import DECIMALS, SHARE, Embedder

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
SMALL = {"vocab_size": 49152, "hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 5, "num_attention_heads": 2}
LONG = " ".join(f"A dog number {i} sits on a red couch in a room with {i} windows." for i in range(12))


def with_tokenizer(model: Any, folder: Path) -> Path:
    """Save a small model with the tokenizer of SmolLM2."""
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_bytes((Path(source_of("smollm2-135m-instruct")) / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a model of five random layers."""
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(LlamaConfig(**SMALL, initializer_range=0.5, tie_word_embeddings=True))
    return with_tokenizer(model, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def embedder(small: Path) -> Embedder:
    return Embedder(str(small))


def means(folder: Path, embedder: Embedder) -> Callable[[str], Any]:
    """Return a function that embeds a text by itself with the lower layers of the whole model."""
    whole = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    layers = json.loads((folder / "config.json").read_text())["num_hidden_layers"]
    whole.layers = whole.layers[: round(SHARE * layers)]

    def mean(text: str) -> Any:
        ids = embedder._tokenizer(text, return_tensors="pt", truncation=True, max_length=512)["input_ids"]
        with torch.inference_mode():
            return np.asarray(whole(input_ids=ids).last_hidden_state[0].mean(0))

    return mean


@pytest.mark.slow
def test_embeddings_are_mean_states_of_the_lower_layers_less_those_of_the_caption(small: Path, embedder: Embedder) -> None:
    mean = means(small, embedder)
    expected = np.stack([mean(text) - mean(CAPTIONS[i]) for text, i in zip(TEXTS, OF, strict=True)])
    found = embedder.changes(CAPTIONS, TEXTS, OF)
    np.testing.assert_allclose(found, expected, atol=2e-3)
    assert np.abs(found[:-1]).max(1).min() > 0.05
    np.testing.assert_array_equal(found[-1], 0.0)  # its caption itself
    np.testing.assert_array_equal(found, np.round(found, DECIMALS))


@pytest.mark.slow
def test_the_default_model_is_embedded_in_the_same_way() -> None:
    found = Embedder("smollm2-135m-instruct")
    mean = means(Path(source_of("smollm2-135m-instruct")), found)
    expected = np.stack([mean(text) - mean(CAPTIONS[i]) for text, i in zip(TEXTS, OF, strict=True)])
    np.testing.assert_allclose(found.changes(CAPTIONS, TEXTS, OF), expected, atol=2e-3)


def test_a_text_has_the_same_embedding_in_any_batch(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    together = embedder.changes(CAPTIONS, TEXTS, OF)
    alone = np.concatenate([embedder.changes([CAPTIONS[i]], [text], [0]) for text, i in zip(TEXTS, OF, strict=True)])
    np.testing.assert_allclose(together, alone, atol=2e-3)
    for tokens in (1, 12, 40):
        monkeypatch.setattr(module, "_TOKENS_A_PASS", tokens)
        np.testing.assert_allclose(embedder.changes(CAPTIONS, TEXTS, OF), together, atol=2e-3)


def test_a_pass_has_as_many_tokens_as_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TOKENS_A_PASS", 12)
    assert list(module._batches([3, 3, 4, 4, 13, 1], lambda size: size)) == [[3, 3, 4], [4], [13], [1]]
    assert list(module._batches([6, 6, 6], lambda size: size)) == [[6, 6], [6]]


def test_only_what_follows_the_first_edit_is_run(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens: list[int] = []
    forward = embedder._model.forward

    def counted(*args: Any, **kwargs: Any) -> Any:
        tokens.append(kwargs["input_ids"].shape[1])
        return forward(*args, **kwargs)

    monkeypatch.setattr(embedder._model, "forward", counted)
    caption = "A man and a woman stand before a house with a red door and a window in which there are two"
    embedder.changes([caption + " cats."], [caption + " dogs."], [0])
    assert tokens[0] > 20
    assert tokens[1] <= 2
    assert module._suffix(7, 3, [1, 2, 3], [1, 2, 4, 5]) == (7, 3, 2, [4, 5])
    assert module._suffix(7, 3, [1, 2, 3], [1, 2]) == (7, 3, 1, [2])  # at least one token
    assert module._suffix(7, 3, [1, 2], [1, 2, 3]) == (7, 3, 2, [3])
    assert module._suffix(7, 3, [1], [2, 3]) == (7, 3, 0, [2, 3])


def test_a_long_caption_is_embedded_by_windows_around_its_edits(embedder: Embedder) -> None:
    first, second = LONG.replace("number 2 ", "number 20 "), LONG.replace("number 9 ", "number 90 ")
    both = first.replace("number 9 ", "number 90 ")
    one, other, joint = embedder.changes([LONG], [first, second, both], [0, 0, 0])
    assert np.abs(one).max() > 0.01
    share = np.linalg.lstsq(np.stack([one, other], 1), joint, rcond=None)[0]
    np.testing.assert_allclose(share[0] * one + share[1] * other, joint, atol=2e-3)
    assert sum(share) == pytest.approx(1.0, abs=0.05)
    assert min(share) > 0.3


def test_texts_of_any_length_and_none_at_all(embedder: Embedder) -> None:
    assert embedder.changes(CAPTIONS, [], []).shape == (0, 16)
    assert embedder.changes([], [], []).shape == (0, 16)
    long = embedder.changes(["a dog and " * 600], ["a dog and " * 700, "a cat and " + "a dog and " * 700, "", "a"], [0, 0, 0, 0])
    assert np.isfinite(long).all()
    np.testing.assert_allclose(long[0], 0.0, atol=2e-3)  # the same 512 tokens
    assert np.abs(long[1]).max() > 0.01
    assert np.abs(embedder.changes([""], ["a dog"], [0])).max() > 0.05


def test_a_model_without_full_attention_is_the_users_mistake(tmp_path: Path) -> None:
    small = SMALL | {"vocab_size": 64, "num_hidden_layers": 2}
    with_tokenizer(AutoModelForCausalLM.from_config(MistralConfig(**small, sliding_window=4)), tmp_path)
    with pytest.raises(UserError, match="all tokens before"):
        Embedder(str(tmp_path))


def test_a_model_that_is_not_causal_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="causal"):
        Embedder("minilm-l6-v2")


def test_a_model_that_is_not_there_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="no such folder"):
        Embedder("./nowhere")
