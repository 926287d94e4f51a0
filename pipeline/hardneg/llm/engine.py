"""Choose the arguments of vLLM, the same for a worker and a server, so that both give the same answers."""

import os
from pathlib import Path
from typing import Any

from hardneg.errors import UserError
from hardneg.models.adapter_folder import Adapter, find_adapter
from hardneg.models.resolve import LANGUAGE_MODEL, resolve
from hardneg.schemas.config import LLMConfig

QUIET = {
    "VLLM_LOGGING_LEVEL": "ERROR",
    "TORCH_CPP_LOG_LEVEL": "ERROR",
    "GLOO_LOG_LEVEL": "ERROR",
    "PYTHONWARNINGS": "ignore",
    "VLLM_NO_USAGE_STATS": "1",
}
COMPACT_JSON = {"backend": "xgrammar", "disable_any_whitespace": True}
"""Small models may fill JSON with line breaks; the examples of the prompts have no white space either."""
CACHE_SPACE = "VLLM_CPU_KVCACHE_SPACE"
CPU_ENVIRONMENT = {CACHE_SPACE: "2"}  # GiB; a variable that the user has set takes precedence
PREFILL_TOKENS = 4096
CACHED = 2
"""A worker's key-value cache has room for this many batches of prompts: 190 MB for the default model, allocated at the start."""

WORKER = "hardneg.llm.cpu_worker.Worker"
"""The worker class on a CPU. It is named here, and not imported, because vLLM loads it in a process of its own."""

RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
"""The values of `max_lora_rank` that vLLM accepts."""


def environment(server: bool = True) -> dict[str, str]:
    """Return the environment variables to set before vLLM is imported, without those that the user has set.

    A server serves many workers at once, so its cache is larger; `cache` sizes that of a worker.
    """
    wanted = QUIET | (CPU_ENVIRONMENT if server else {})
    return {name: value for name, value in wanted.items() if name not in os.environ}


def template_of(config: LLMConfig) -> str | None:
    """Return the text of the chat template that the config names; None where the model's own counts.

    Raises:
        UserError: The file cannot be read.
    """
    if config.chat_template is None:
        return None
    try:
        return Path(config.chat_template).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"rewrite.llm.chat_template {config.chat_template} cannot be read: {error}; give a Jinja file") from None


def no_template(model: str) -> str:
    """Return the message for a model without a chat template."""
    return (
        f"rewrite.llm.model {model} has no chat template, which rewrite.writer=write and the matcher `llm` need: name an instruct model, "
        "give a Jinja file in rewrite.llm.chat_template, or set rewrite.writer=score"
    )


def adapter_of(config: LLMConfig) -> Adapter | None:
    """Return the LoRA adapter of an LLM; None where the config names none.

    Raises:
        UserError: It is not found, or does not fit the model.
    """
    return find_adapter(config.adapter, resolve(config.model, LANGUAGE_MODEL, config.revision)) if config.adapter else None


def _lora(adapter: Adapter, cpu: bool) -> dict[str, Any]:
    """Return the arguments that make room for an adapter.

    On a CPU, vLLM 0.32 adds the last slot to requests without an adapter that share a batch with others, so a second slot stays empty.
    It also cannot score texts while the output layer may have an adapter, so only the modules of this one may.

    Raises:
        UserError: Its rank is larger than vLLM allows, or it changes the vocabulary's layers on a CPU.
    """
    rank = next((rank for rank in RANKS if rank >= adapter.rank), None)
    if rank is None:
        raise UserError(f"rewrite.llm.adapter {adapter.name}: rank {adapter.rank} is larger than vLLM's limit of {RANKS[-1]}")
    if not cpu:
        return {"enable_lora": True, "max_lora_rank": rank}
    if unfit := sorted({"lm_head", "embed_tokens"} & set(adapter.modules)):
        raise UserError(f"rewrite.llm.adapter {adapter.name}: has {unfit[0]}, which vLLM cannot adapt on a CPU; train without that layer")
    return {"enable_lora": True, "max_lora_rank": rank, "max_loras": 2, "lora_target_modules": list(adapter.modules)}


def cache(config: LLMConfig) -> dict[str, Any]:
    """Return the arguments that size a worker's key-value cache on a CPU; none where the user has set `CACHE_SPACE`."""
    if os.environ.get(CACHE_SPACE):
        return {}
    tokens = CACHED * max(config.max_model_len, PREFILL_TOKENS)
    return {"kv_cache_memory_bytes": tokens * _bytes_per_token(config)}


def _bytes_per_token(config: LLMConfig) -> int:
    """Return the bytes of a token's keys and values in all layers; an estimate where the model's config names no dimensions."""
    from transformers import AutoConfig

    found = resolve(config.model, LANGUAGE_MODEL, config.revision)
    options = {"trust_remote_code": bool(config.engine.get("trust_remote_code", False))}
    try:
        shape = AutoConfig.from_pretrained(found.source, revision=found.commit, **options).get_text_config()
    except (OSError, ValueError) as error:
        raise UserError(f"model {config.model}: its config.json cannot be read ({' '.join(str(error).split())[:200]})") from None
    heads = getattr(shape, "num_attention_heads", None) or 32
    width = getattr(shape, "head_dim", None) or (getattr(shape, "hidden_size", None) or 4096) // heads
    keys = getattr(shape, "num_key_value_heads", None) or heads
    size = 4 if str(getattr(shape, "dtype", None)).endswith("float32") else 2
    return 2 * (getattr(shape, "num_hidden_layers", None) or 32) * keys * width * size


def arguments(config: LLMConfig, cpu: bool) -> dict[str, Any]:
    """Return the arguments of `vllm.LLM` for `config`; those of `config.engine` take precedence.

    On a CPU there is no compilation, which would take 80 s at the start. Blocks are small, so that the prompts' common prefix is cached.
    Chunked prefill is off, because vLLM 0.32 fails on a seeded request with "CPU Generator does not use offset".

    Raises:
        UserError: The model or its adapter is not found.
    """
    found = resolve(config.model, LANGUAGE_MODEL, config.revision)
    chosen: dict[str, Any] = {
        "model": found.source,
        "dtype": config.dtype,
        "max_model_len": config.max_model_len,
        "enable_prefix_caching": True,
        "use_tqdm_on_load": False,
        "structured_outputs_config": COMPACT_JSON,
        "seed": 0,
    }
    if found.commit is not None:
        chosen["revision"] = found.commit
    if cpu:
        chosen |= {
            "worker_cls": WORKER,
            "enforce_eager": True,
            "block_size": 32,
            "enable_chunked_prefill": False,
            "max_num_batched_tokens": max(config.max_model_len, PREFILL_TOKENS),
        }
    if adapter := adapter_of(config):
        chosen |= _lora(adapter, cpu)
    return chosen | config.engine
