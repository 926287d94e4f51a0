"""Multiply half-precision weights in single precision, on a CPU for which oneDNN has no half-precision products.

These are x86 CPUs without AVX-512, such as AMD Zen 2 and 3. There vLLM 0.32 falls back to PyTorch's plain loops, which take five times as
long as this module for 64 tokens, and seven times for 256. Inputs and outputs keep their type. Sums were of single precision before, and
half-precision weights are exact in it. So results differ only where another order of a sum changes its rounding.
"""

from functools import cache
from typing import Any

import torch
from vllm import _custom_ops
from vllm.model_executor.layers import utils
from vllm.platforms import CpuArchEnum, current_platform

PART = 1 << 20
"""Weights that are in single precision at once: 4 MB, which stay in a cache. A copy of all would take as much memory as two models."""

TILE = 8
"""Rows are filled up to a multiple of this number: the BLAS then adds up each row in the same order, whatever other rows there are."""

_chosen_by_vllm = utils.dispatch_cpu_unquantized_gemm


def linear(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """Return x (..., inputs) times the transpose of `weight` (outputs, inputs), with sums of single precision, in the type of x."""
    rows = single(x)
    found = x.new_empty(len(rows), len(weight))
    step = max(1, PART // weight.shape[1])
    for first in range(0, len(weight), step):
        part = slice(first, first + step)
        added = bias[part].float() if bias is not None else None
        found[:, part] = torch.nn.functional.linear(rows, weight[part].float(), added)
    return found[: x.shape[:-1].numel()].view(*x.shape[:-1], len(weight))


def single(x: torch.Tensor) -> torch.Tensor:
    """Return the rows of x (..., inputs) in single precision, and rows of zeros up to a multiple of `TILE`."""
    rows = x.reshape(-1, x.shape[-1]).float()
    return torch.nn.functional.pad(rows, (0, 0, 0, -len(rows) % TILE))


def install() -> None:
    """Make layers that vLLM loads in this process use `linear` where the CPU needs it."""
    utils.dispatch_cpu_unquantized_gemm = _dispatch


def _dispatch(layer: Any, remove_weight: bool) -> None:
    """Choose the product of a layer as vLLM does, unless that is a plain loop."""
    weight = layer.weight
    if weight.is_meta or weight.ndim != 2 or not is_slow(weight.dtype):
        _chosen_by_vllm(layer, remove_weight)
    else:
        layer.cpu_linear = linear


@cache
def is_slow(dtype: torch.dtype) -> bool:
    """Return whether vLLM would multiply matrices of a type by plain loops."""
    if dtype not in (torch.bfloat16, torch.float16) or current_platform.get_cpu_architecture() != CpuArchEnum.X86:
        return False
    if current_platform.is_zen_cpu() or not _custom_ops._supports_onednn:
        return False
    try:
        _custom_ops.create_onednn_mm(torch.zeros(32, 32, dtype=dtype), 1)
    except RuntimeError:
        return True
    return False
