"""Run vLLM on a CPU with the same products in a server as in a worker, so that both give the same answers."""

from typing import Any

from vllm.v1.worker.cpu_worker import CPUWorker

from hardneg.llm import cpu_linear, cpu_lora


class Worker(CPUWorker):  # type: ignore[misc]
    """This worker has the matrix products of `cpu_linear`, and those of `cpu_lora` where there are adapters."""

    def __init__(self, vllm_config: Any, *args: Any, **options: Any) -> None:
        """Choose the products before the model is loaded."""
        cpu_linear.install()
        if vllm_config.lora_config is not None:
            cpu_lora.install()
        super().__init__(vllm_config, *args, **options)
