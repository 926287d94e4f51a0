import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch.nn.utils import parametrize

from hardneg.errors import UserError
from hardneg.matching.text_network import (
    KIND,
    MAX_TOKENS,
    WEIGHTS,
    TextConfig,
    TextNet,
    build,
    encode,
    learned,
    load_learned,
    merged,
    read_config,
    save,
    tokenizer_of,
)
from hardneg.models.fetched import check
from hardneg.models.llm_folder import source_of

SHAPE = TextConfig(rank=2, alpha=4, hidden=8)
CAPTIONS = ["A black dog sits on a couch.", "Two men."]
TEXTS = ["A dog sits on a black couch.", "Three men ride horses on a beach."]

needs_encoder = pytest.mark.skipif(check("minilm-l6-v2") is not None, reason="the encoder was not fetched: hardneg models fetch")


@pytest.fixture(scope="module")
def batch() -> dict[str, torch.Tensor]:
    return encode(tokenizer_of(SHAPE), CAPTIONS, TEXTS)


def trained(seed: int) -> TextNet:
    """A network whose adapters are no longer what they were."""
    net = build(SHAPE, seed)
    drawn = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in learned(net).values():
            value += 0.02 * torch.randn(value.shape, generator=drawn)
    return net.eval()


@needs_encoder
@torch.inference_mode()
def test_adapters_change_nothing_before_training(batch: dict[str, torch.Tensor]) -> None:
    from transformers import AutoModel

    plain = AutoModel.from_pretrained(source_of(SHAPE.base), attn_implementation="eager", add_pooling_layer=False).eval()
    ours = build(SHAPE).eval().encoder(**batch).last_hidden_state
    torch.testing.assert_close(ours, plain(**batch).last_hidden_state, atol=1e-5, rtol=1e-4)


@needs_encoder
@torch.inference_mode()
def test_merging_takes_the_adapters_out_and_changes_no_logit(batch: dict[str, torch.Tensor]) -> None:
    net = trained(1)
    before = net(**batch)
    assert not torch.allclose(before, build(SHAPE, 1).eval()(**batch), atol=1e-3)
    after = merged(net)
    assert not any(parametrize.is_parametrized(module) for module in after.modules())
    torch.testing.assert_close(after(**batch), before, atol=1e-4, rtol=1e-4)


@pytest.mark.slow
@needs_encoder
@torch.inference_mode()
def test_what_was_learned_is_saved_in_half_and_loaded_into_a_fresh_network(batch: dict[str, torch.Tensor], tmp_path: Path) -> None:
    net = trained(1)
    save(net, SHAPE, tmp_path / "m", {"note": "x"})
    assert read_config(tmp_path / "m") == SHAPE
    assert (tmp_path / "m" / WEIGHTS).stat().st_mode & 0o044 == 0o044
    stored = load_file(tmp_path / "m" / WEIGHTS)
    assert {value.dtype for value in stored.values()} == {torch.float16}
    assert not any(name.endswith("original") for name in stored)
    other = build(SHAPE, 2)
    load_learned(other, tmp_path / "m")
    torch.testing.assert_close(other.eval()(**batch), net(**batch), atol=0.01, rtol=0.01)


@needs_encoder
@torch.inference_mode()
def test_a_logit_does_not_depend_on_what_else_is_in_the_batch(batch: dict[str, torch.Tensor]) -> None:
    net = trained(3)
    alone = encode(tokenizer_of(SHAPE), CAPTIONS[1:], TEXTS[1:])
    assert alone["input_ids"].shape[1] < batch["input_ids"].shape[1]
    torch.testing.assert_close(net(**batch)[1:], net(**alone), atol=1e-4, rtol=1e-4)


@needs_encoder
def test_only_what_is_learned_has_a_gradient(batch: dict[str, torch.Tensor]) -> None:
    net = trained(4)
    net(**batch).sum().backward()
    assert {name for name, value in net.named_parameters() if value.grad is not None} == learned(net).keys()


@needs_encoder
def test_of_a_long_pair_the_longer_text_is_cut() -> None:
    found = encode(tokenizer_of(SHAPE), ["dog " * 1000], ["a cat"])
    assert found["input_ids"].shape == (1, MAX_TOKENS)
    assert found["token_type_ids"].sum() == 3


@pytest.mark.parametrize("content", [None, "{", "[]", '{"model_type": "bert"}', json.dumps({"model_type": KIND, "base": "minilm-l6-v2"})])
def test_a_folder_of_no_text_matcher_is_a_users_mistake(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(UserError, match="text matcher"):
        read_config(tmp_path)
