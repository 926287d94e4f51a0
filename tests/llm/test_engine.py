import json
from pathlib import Path

import numpy as np
import pytest
from lora import random_adapter
from safetensors.numpy import load_file, save_file

from hardneg.errors import UserError
from hardneg.llm.engine import CACHE_SPACE, CACHED, PREFILL_TOKENS, arguments, cache, environment
from hardneg.schemas.config import LLMConfig


def test_prefill_is_not_chunked_on_a_cpu(tmp_path: Path) -> None:
    chosen = arguments(LLMConfig(model=str(tmp_path), max_model_len=8192), cpu=True)
    assert chosen["enable_chunked_prefill"] is False
    assert chosen["max_num_batched_tokens"] >= 8192
    assert "block_size" not in arguments(LLMConfig(model=str(tmp_path)), cpu=False)


def test_the_users_engine_arguments_come_last(tmp_path: Path) -> None:
    assert arguments(LLMConfig(model=str(tmp_path), engine={"block_size": 64, "tensor_parallel_size": 2}), cpu=True)["block_size"] == 64


def adapter_of_rank(folder: Path, rank: int) -> LLMConfig:
    """Return the config of a model whose weights are not here, with an adapter."""
    (folder / "base").mkdir()
    (folder / "base" / "config.json").write_text(json.dumps({"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1}))
    return LLMConfig(model="owner/name", adapter=str(random_adapter(folder / "base", folder / "adapter", rank=rank)))


def test_an_adapter_gets_the_next_rank_that_vllm_accepts(tmp_path: Path) -> None:
    chosen = arguments(adapter_of_rank(tmp_path, 12), cpu=True)
    assert (chosen["enable_lora"], chosen["max_lora_rank"]) == (True, 16)
    assert chosen["lora_target_modules"] == ["down_proj", "o_proj", "q_proj", "up_proj"]
    assert "enable_lora" not in arguments(LLMConfig(model=str(tmp_path)), cpu=True)


def test_a_rank_that_vllm_does_not_accept_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="rank 600 is larger than vLLM's limit of 512"):
        arguments(adapter_of_rank(tmp_path, 600), cpu=False)


def test_an_adapter_of_the_output_layer_needs_a_gpu(tmp_path: Path) -> None:
    config = adapter_of_rank(tmp_path, 4)
    weights = tmp_path / "adapter" / "adapter_model.safetensors"
    save_file(load_file(weights) | {"base_model.model.lm_head.lora_A.weight": np.ones((4, 8), np.float32)}, weights)

    assert arguments(config, cpu=False)["enable_lora"]
    with pytest.raises(UserError, match="has lm_head, which vLLM cannot adapt on a CPU"):
        arguments(config, cpu=True)


def test_variables_that_the_user_has_set_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLLM_CPU_KVCACHE_SPACE", "7")
    monkeypatch.delenv("VLLM_LOGGING_LEVEL", raising=False)
    assert "VLLM_CPU_KVCACHE_SPACE" not in environment()
    assert environment()["VLLM_LOGGING_LEVEL"] == "ERROR"


def test_a_workers_cache_holds_some_batches_of_its_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_SPACE, raising=False)
    shape = {"model_type": "llama", "num_hidden_layers": 30, "hidden_size": 576, "num_attention_heads": 9, "num_key_value_heads": 3}
    (tmp_path / "config.json").write_text(json.dumps(shape | {"torch_dtype": "bfloat16"}))
    default = cache(LLMConfig(model=str(tmp_path)))["kv_cache_memory_bytes"]
    assert default == CACHED * PREFILL_TOKENS * 30 * 2 * 3 * 64 * 2
    assert default < 2**29
    assert cache(LLMConfig(model=str(tmp_path), max_model_len=8192))["kv_cache_memory_bytes"] == 2 * default


def test_the_space_that_the_user_has_set_is_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_SPACE, "7")
    assert cache(LLMConfig(model="nobody/knows")) == {}


def test_a_worker_leaves_the_cache_to_its_arguments_and_a_server_has_a_large_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CACHE_SPACE, raising=False)
    assert CACHE_SPACE not in environment(server=False)
    assert environment()[CACHE_SPACE] == "2"
