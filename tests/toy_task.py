"""Fit a straight line, for the tests of the training loop. No test itself."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch


@dataclass(frozen=True)
class Line:
    """Fit y = 3x - 1 with some noise; `data` is a folder that has to be there."""

    pause: float = 0.0
    size: int = 32
    hopeless: bool = False
    data: str = ""
    name: str = "line"

    def model(self) -> torch.nn.Module:
        torch.manual_seed(1)
        return torch.nn.Sequential(torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))

    def batch(self, step: int, rank: int, world: int) -> tuple[torch.Tensor, torch.Tensor]:
        time.sleep(self.pause)
        if self.data and not Path(self.data).is_dir():
            raise FileNotFoundError(self.data)
        generator = torch.Generator().manual_seed(step)
        x = torch.rand(self.size, 1, generator=generator)
        y = 3 * x - 1 + 0.01 * torch.randn(self.size, 1, generator=generator)
        return x[rank::world], y[rank::world]

    def loss(self, model: torch.nn.Module, batch: tuple[torch.Tensor, torch.Tensor]) -> tuple[torch.Tensor, Mapping[str, float]]:
        x, y = batch
        loss = (model(x).float() - y).square().mean()
        return loss, {"error": float(loss) ** 0.5}

    def evaluate(self, model: torch.nn.Module) -> Mapping[str, float]:
        x = torch.linspace(0, 1, 50)[:, None]
        return {"score": 0.0 if self.hopeless else -float((model(x) - (3 * x - 1)).square().mean())}

    def save(self, model: torch.nn.Module, folder: Path) -> None:
        from safetensors.torch import save_model

        save_model(model, str(folder / "model.safetensors"))
        (folder / "config.json").write_text(json.dumps({"model_type": "line"}))
