"""How vLLM is started, in the worker and as a server: the same arguments, so that both write the same."""

import os
from typing import Any

from hardneg.models import catalogue
from hardneg.schemas.config import LLMConfig

QUIET = {
    "VLLM_LOGGING_LEVEL": "ERROR",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    "GLOO_LOG_LEVEL": "ERROR",
    "PYTHONWARNINGS": "ignore",
    "VLLM_NO_USAGE_STATS": "1",
}
CACHE_SPACE = "VLLM_CPU_KVCACHE_SPACE"
CPU_ENVIRONMENT = {CACHE_SPACE: "2"}  # GiB; a default, like all of these: what the user has set stays
PREFILL_TOKENS = 4096
CACHED = 2
"""Batches of prompts that the worker's key-value cache has room for: 190 MB for the default model, all of it resident from the start."""


def environment(server: bool = True) -> dict[str, str]:
    """Environment variables that vLLM wants set before it is imported, less those that the user has set.

    A server serves many workers at once, so its cache is larger; that of a worker is as `cache` says.
    """
    wanted = QUIET | (CPU_ENVIRONMENT if server else {})
    return {name: value for name, value in wanted.items() if name not in os.environ}


def cache(config: LLMConfig) -> dict[str, Any]:
    """Arguments of `vllm.LLM` for the size of a worker's key-value cache on a CPU; none where the user has set `CACHE_SPACE`."""
    if os.environ.get(CACHE_SPACE):
        return {}
    tokens = CACHED * max(config.max_model_len, PREFILL_TOKENS)
    return {"kv_cache_memory_bytes": tokens * _bytes_of_a_token(catalogue.resolve(config.model), config.revision)}


def _bytes_of_a_token(model: str, revision: str | None) -> int:
    """Return the bytes of keys and values that a token has in all layers, in at most four bytes a number; a guess for unusual models."""
    from transformers import AutoConfig

    shape = AutoConfig.from_pretrained(model, revision=revision).get_text_config()
    heads = getattr(shape, "num_attention_heads", None) or 32
    width = getattr(shape, "head_dim", None) or (getattr(shape, "hidden_size", None) or 4096) // heads
    keys = getattr(shape, "num_key_value_heads", None) or heads
    size = 4 if str(getattr(shape, "dtype", None)).endswith("float32") else 2
    return 2 * (getattr(shape, "num_hidden_layers", None) or 32) * keys * width * size


def arguments(config: LLMConfig, cpu: bool) -> dict[str, Any]:
    """Arguments of `vllm.LLM` for `config`, `config.engine` last.

    On a CPU: no compilation (80 s more at the start); small blocks, so that the prompts' common beginning is cached; and no prompt is
    computed in pieces, since vLLM 0.32 stops with "CPU Generator does not use offset" when one is that has a seed.

    Raises:
        UserError: The model is not to be had.
    """
    chosen: dict[str, Any] = {
        "model": catalogue.resolve(config.model),
        "dtype": config.dtype,
        "max_model_len": config.max_model_len,
        "enable_prefix_caching": True,
        "use_tqdm_on_load": False,
        "seed": 0,
    }
    if config.revision is not None:
        chosen["revision"] = config.revision
    if cpu:
        chosen |= {
            "enforce_eager": True,
            "block_size": 32,
            "enable_chunked_prefill": False,
            "max_num_batched_tokens": max(config.max_model_len, PREFILL_TOKENS),
        }
    return chosen | config.engine
