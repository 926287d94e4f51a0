from pathlib import Path

import pytest

from pipeline.rewrite.llm.engine import arguments, environment
from schemas.config import LLMConfig


def test_no_prompt_is_computed_in_pieces_on_a_cpu(tmp_path: Path) -> None:
    chosen = arguments(LLMConfig(model=str(tmp_path), max_model_len=8192), cpu=True)
    assert chosen["enable_chunked_prefill"] is False
    assert chosen["max_num_batched_tokens"] >= 8192
    assert "block_size" not in arguments(LLMConfig(model=str(tmp_path)), cpu=False)


def test_the_users_engine_arguments_come_last(tmp_path: Path) -> None:
    assert arguments(LLMConfig(model=str(tmp_path), engine={"block_size": 64, "tensor_parallel_size": 2}), cpu=True)["block_size"] == 64


def test_what_the_user_has_set_in_the_environment_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VLLM_CPU_KVCACHE_SPACE", "7")
    monkeypatch.delenv("VLLM_LOGGING_LEVEL", raising=False)
    assert "VLLM_CPU_KVCACHE_SPACE" not in environment()
    assert environment()["VLLM_LOGGING_LEVEL"] == "ERROR"
