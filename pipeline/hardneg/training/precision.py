"""Choose the precision in which a model is trained."""

from typing import Literal

from hardneg.schemas.manifest import Machine

Precision = Literal["auto", "bf16", "fp32"]
BF16 = frozenset({"avx512_bf16", "amx_bf16", "bf16"})
"""Instruction sets that multiply in bf16."""


def in_bf16(precision: Precision, device: str, machine: Machine) -> bool:
    """Return whether to compute in bf16. A processor without instructions for it takes nine times as long as in fp32."""
    if precision == "auto":
        return device != "cpu" or not BF16.isdisjoint(machine.instructions)
    return precision == "bf16"
