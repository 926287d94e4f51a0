"""Convert GGUF files, which wheels and some repositories of the hub hold, to folders that vLLM and transformers load."""

import importlib.util
from pathlib import Path

from hardneg.models.resolve import LANGUAGE_MODEL, missing_package

NEEDED = ("torch", "transformers", "accelerate", "gguf")


def check_converter(name: str) -> None:
    """Check, before a download, that the packages are installed that convert a GGUF file.

    Raises:
        UserError: One is missing.
    """
    if any(importlib.util.find_spec(package) is None for package in NEEDED):
        raise missing_package(LANGUAGE_MODEL, name)


def convert(gguf: Path, into: Path) -> None:
    """Write a quantised GGUF file as bfloat16 safetensors with its tokenizer, which vLLM loads."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    where, file = str(gguf.parent), gguf.name
    quantised = GgufConfig(dequantize=True)
    options = {"gguf_file": file, "trust_remote_code": False}
    model = AutoModelForCausalLM.from_pretrained(where, quantization_config=quantised, dtype=torch.bfloat16, **options)
    model.save_pretrained(into)
    AutoTokenizer.from_pretrained(where, **options).save_pretrained(into)
