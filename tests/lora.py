"""Write LoRA adapters with random weights, in the format of `peft`, and open the default LLM with one."""

import json
from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.llm.local import LocalLLM
from hardneg.models import registry
from hardneg.models.llm_folder import source_of
from hardneg.schemas.config import LLMConfig

SHAPES = {"q_proj": "self_attn", "o_proj": "self_attn", "up_proj": "mlp", "down_proj": "mlp"}


def random_adapter(base: Path, to: Path, *, rank: int = 4, scale: float = 0.5, width: int | None = None) -> Path:
    """Write an adapter for the model in `base`; `width` is its hidden size, if it is to belong to another model."""
    import torch
    from safetensors.torch import save_file

    shape = json.loads((base / "config.json").read_text())
    hidden, inner = width or shape["hidden_size"], shape["intermediate_size"]
    sizes = {"q_proj": (hidden, hidden), "o_proj": (hidden, hidden), "up_proj": (hidden, inner), "down_proj": (inner, hidden)}
    drawn = torch.Generator().manual_seed(0)
    tensors = {}
    for layer in range(shape["num_hidden_layers"]):
        for module, (inputs, outputs) in sizes.items():
            key = f"base_model.model.model.layers.{layer}.{SHAPES[module]}.{module}"
            tensors[f"{key}.lora_A.weight"] = torch.randn(rank, inputs, generator=drawn) / inputs**0.5
            tensors[f"{key}.lora_B.weight"] = torch.randn(outputs, rank, generator=drawn) * scale
    to.mkdir(parents=True, exist_ok=True)
    save_file(tensors, to / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": rank, "lora_alpha": rank, "target_modules": list(SHAPES), "bias": "none"}
    (to / "adapter_config.json").write_text(json.dumps(config))
    return to


def adapted_llm(to: Path, temperature: float) -> LocalLLM:
    """Return the default LLM with a random adapter; the test is skipped where set-up did not fetch it."""
    try:
        folder = source_of(registry.DEFAULT)
    except UserError as missing:
        pytest.skip(str(missing))
    return LocalLLM(LLMConfig(adapter=str(random_adapter(Path(folder), to)), temperature=temperature))
