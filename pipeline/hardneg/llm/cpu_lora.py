"""Apply a LoRA adapter on a CPU by two matrix products a layer.

The wrapper of vLLM 0.32 gathers a copy of the adapter's matrices for each token, and adds the adapter in the last slot to requests without
one when they share a batch with requests that have one.

The products of small matrices are in single precision, which is the fastest type on any CPU, and are rounded as those of the model are.
"""

from typing import Any

import torch
from vllm.lora.punica_wrapper.punica_cpu import PunicaWrapperCPU
from vllm.platforms import current_platform

from hardneg.llm.cpu_linear import single

Matrices = tuple[torch.Tensor, ...]


class CpuLora(PunicaWrapperCPU):  # type: ignore[misc]
    """This wrapper finds the rows of each adapter once a step, and computes the low-rank product for these rows only."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._adapters: list[int | None] = []
        self._pairs: dict[tuple[int, int], tuple[torch.Tensor, torch.Tensor]] = {}

    def update_metadata(self, mapping: Any, lora_index_to_id: list[int | None], *args: Any, **options: Any) -> None:
        """Set which rows of the batch have which adapter; `None` stands for all rows."""
        super().update_metadata(mapping, lora_index_to_id, *args, **options)
        if lora_index_to_id != self._adapters:
            self._adapters = list(lora_index_to_id)
            self._pairs.clear()
        slots = self.token_lora_indices
        self._rows: list[tuple[int, torch.Tensor | None]] = []
        for slot in slots.unique().tolist():
            if slot >= 0:
                here = slots == slot
                self._rows.append((slot, None if bool(here.all()) else here.nonzero().squeeze(1)))

    def add_lora_linear(
        self,
        y: torch.Tensor,
        x: torch.Tensor,
        lora_a_stacked: Matrices,
        lora_b_stacked: Matrices,
        scale: float,
        *_: Any,
        **__: Any,
    ) -> None:
        """Add the products of each adapter to `y`, in place; matrices are stacked as [slot, 1, rows, columns]."""
        x, y = x.view(-1, x.shape[-1]), y.view(-1, y.shape[-1])
        for slot, rows in self._rows:
            a, b = self._pair(slot, lora_a_stacked, lora_b_stacked)
            inner = torch.mm(single(x if rows is None else x[rows]), a).to(y.dtype)
            added = torch.mm(inner.float() * scale, b).to(y.dtype)
            if rows is None:
                y += added[: len(y)]
            else:
                y[rows] += added[: len(rows)]

    def _pair(self, slot: int, lora_a_stacked: Matrices, lora_b_stacked: Matrices) -> tuple[torch.Tensor, torch.Tensor]:
        """Return A (inputs, ranks) and B (ranks, outputs) of all slices of a layer in single precision; B has a block for each slice."""
        key = lora_a_stacked[0].data_ptr(), slot
        if key not in self._pairs:
            a = torch.cat([each[slot, 0] for each in lora_a_stacked]).float()
            b = torch.block_diag(*(each[slot, 0].float() for each in lora_b_stacked))
            self._pairs[key] = a.t(), b.t()
        return self._pairs[key]


def install() -> None:
    """Make vLLM use this wrapper for engines in this process."""
    type(current_platform).get_punica_wrapper = classmethod(lambda _: f"{CpuLora.__module__}.{CpuLora.__qualname__}")
