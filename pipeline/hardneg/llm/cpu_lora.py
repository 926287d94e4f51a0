"""Apply a LoRA adapter on a CPU by two matrix products a layer.

The wrapper of vLLM 0.32 gathers a copy of the adapter's matrices for each token: 27 s of processor against 10 s here for 32 requests of
150 tokens in and 60 out (the default model, rank 8, one thread), and 8 s without an adapter. It also adds the adapter in the last slot to
requests without one when they share a batch with requests that have one. A server, which is another process, keeps that wrapper.
"""

from typing import Any

import torch
from vllm.lora.punica_wrapper.punica_cpu import PunicaWrapperCPU
from vllm.platforms import current_platform


class CpuLora(PunicaWrapperCPU):  # type: ignore[misc]
    """This wrapper finds the rows of each adapter once a step, and computes the low-rank product for these rows only."""

    def update_metadata(self, *args: Any, **options: Any) -> None:
        """Set which rows of the batch have which adapter; `None` stands for all rows."""
        super().update_metadata(*args, **options)
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
        lora_a_stacked: tuple[torch.Tensor, ...],
        lora_b_stacked: tuple[torch.Tensor, ...],
        scale: float,
        output_slices: tuple[int, ...],
        **_: Any,
    ) -> None:
        """Add the products of each adapter to `y`, in place; matrices are stacked as [slot, 1, rows, columns]."""
        x, y = x.view(-1, x.shape[-1]), y.view(-1, y.shape[-1])
        for slot, rows in self._rows:
            inputs = x if rows is None else x[rows]
            start = 0
            for a, b, size in zip(lora_a_stacked, lora_b_stacked, output_slices, strict=True):
                added = torch.nn.functional.linear(torch.nn.functional.linear(inputs, a[slot, 0]), b[slot, 0]) * scale
                columns = slice(start, start + size)
                if rows is None:
                    y[:, columns] += added
                else:
                    y[rows, columns] += added
                start += size


def install() -> None:
    """Make vLLM use this wrapper for engines in this process."""
    type(current_platform).get_punica_wrapper = classmethod(lambda _: f"{CpuLora.__module__}.{CpuLora.__qualname__}")
