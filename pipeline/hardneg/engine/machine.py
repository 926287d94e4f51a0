"""Describe the processor of this machine.

The order in which floating-point numbers are summed depends on its instructions, and with it the last digits of scores.
"""

import platform
from collections.abc import Mapping
from pathlib import Path

from hardneg.schemas.manifest import Machine

CPUINFO = Path("/proc/cpuinfo")
INSTRUCTIONS = ("avx", "avx2", "fma", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16", "amx_int8", "asimd", "bf16", "sve")
"""Instruction sets by which matrix libraries choose their code."""


def this_machine(cpuinfo: Path = CPUINFO) -> Machine:
    """Return the processor and those of its instruction sets by which libraries choose their code, of the file that Linux shows it in."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").split("\n\n", 1)[0].splitlines()
    except OSError:
        lines = []
    facts = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    flags = (facts.get("flags") or facts.get("Features") or "").split()
    processor = facts.get("model name") or platform.processor() or platform.machine()
    return Machine(processor=processor, architecture=platform.machine(), instructions=[name for name in INSTRUCTIONS if name in flags])


def differing(machine: Machine, before: Machine, versions: Mapping[str, str], versions_before: Mapping[str, str]) -> str | None:
    """Return what of this machine and its libraries differs from those that worked before; None where nothing does."""
    names = [name for name in dict.fromkeys([*versions_before, *versions]) if versions_before.get(name) != versions.get(name)]
    changed = [f"{name} {versions_before.get(name, 'missing')} -> {versions.get(name, 'missing')}" for name in names]
    if machine != before:
        own, other = (f"{each.processor} ({' '.join(each.instructions) or each.architecture})" for each in (machine, before))
        changed.insert(0, f"{other} -> {own}")
    return ", ".join(changed) or None
