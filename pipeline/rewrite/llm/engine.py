"""How vLLM is started, in the worker and as a server: the same arguments, so that both write the same."""

import os
from typing import Any

from pipeline import models
from schemas.config import LLMConfig

QUIET = {
    "VLLM_LOGGING_LEVEL": "ERROR",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    "GLOO_LOG_LEVEL": "ERROR",
    "PYTHONWARNINGS": "ignore",
    "VLLM_NO_USAGE_STATS": "1",
}
CPU_ENVIRONMENT = {"VLLM_CPU_KVCACHE_SPACE": "2"}  # GiB; a default, like all of these: what the user has set stays
PREFILL_TOKENS = 4096


def environment() -> dict[str, str]:
    """Environment variables that vLLM wants set before it is imported, less those that the user has set."""
    wanted = {**QUIET, **CPU_ENVIRONMENT}
    return {name: value for name, value in wanted.items() if name not in os.environ}


def arguments(config: LLMConfig, cpu: bool) -> dict[str, Any]:
    """Arguments of `vllm.LLM` for `config`, `config.engine` last.

    On a CPU: no compilation (80 s more at the start); small blocks, so that the prompts' common beginning is cached; and no prompt is
    computed in pieces, since vLLM 0.32 stops with "CPU Generator does not use offset" when one is that has a seed.

    Raises:
        UserError: The model is not to be had.
    """
    chosen: dict[str, Any] = {
        "model": models.resolve(config.model),
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
