import json
from pathlib import Path

import pytest

from hardneg.llm.engine import CACHE_SPACE, CACHED, PREFILL_TOKENS, arguments, cache, environment
from hardneg.schemas.config import LLMConfig


def test_prefill_is_not_chunked_on_a_cpu(tmp_path: Path) -> None:
    chosen = arguments(LLMConfig(model=str(tmp_path), max_model_len=8192), cpu=True)
    assert chosen["enable_chunked_prefill"] is False
    assert chosen["max_num_batched_tokens"] >= 8192
    assert "block_size" not in arguments(LLMConfig(model=str(tmp_path)), cpu=False)


def test_the_users_engine_arguments_come_last(tmp_path: Path) -> None:
    assert arguments(LLMConfig(model=str(tmp_path), engine={"block_size": 64, "tensor_parallel_size": 2}), cpu=True)["block_size"] == 64


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
