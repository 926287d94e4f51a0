"""Define the config of an LLM: which model, and where it runs."""

from typing import Any, Literal

from pydantic import Field

from hardneg.schemas.section import Section, free, partly_free

WHERE = (
    "tensor_parallel_size",
    "pipeline_parallel_size",
    "data_parallel_size",
    "distributed_executor_backend",
    "gpu_memory_utilization",
    "kv_cache_memory_bytes",
    "cpu_offload_gb",
    "swap_space",
    "max_num_seqs",
)
"""Arguments of `vllm.LLM` that say what the engine runs on. Another number of GPUs changes sums in the last digits only."""


class LLMConfig(Section):
    """Choose the LLM, and where it runs."""

    model: str = Field("smollm2-135m-instruct", description="model name of `hardneg models`, a folder, or a hub id")
    revision: str | None = Field(None, description="commit of a hub id")
    adapter: str | None = Field(
        None,
        description="LoRA adapter for what the LLM writes, and for nothing that it scores: a shipped name, or a folder with "
        "`adapter_config.json` and `adapter_model.safetensors`; `null`: none",
    )
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = Field("bfloat16", description="`auto`, `bfloat16`, `float16` or `float32`")
    max_model_len: int = Field(2048, ge=256, description="tokens of the context")
    temperature: float = Field(0.7, ge=0, description="temperature where the LLM chooses or writes")
    chat_template: str | None = Field(
        None, description="Jinja file with the chat template of a model that has none of its own; `null`: the model's own"
    )
    url: str | None = free(None, description="address of a server, such as `http://localhost:8000`; `null`: the engine runs in the worker")
    api_key_env: str | None = free(None, description="environment variable that holds the server's key")
    max_in_flight: int = free(64, ge=1, description="requests to a server at once")
    timeout_s: float = free(120.0, gt=0, description="seconds that a request may take")
    retries: int = free(10, ge=0, description="how often a failed request is repeated; ten waits are some minutes")
    engine: dict[str, Any] = partly_free(
        {},
        WHERE,
        description="further arguments of `vllm.LLM`, such as `tensor_parallel_size`; those that say what the engine runs on are not part "
        "of the fingerprint, but `quantization` and all others are",
    )
