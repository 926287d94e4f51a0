"""Build the optimizers of a training run: AdamW, or Muon for the matrices of blocks and AdamW for the rest.

Muon (Jordan et al. 2024) steps along the nearest orthogonal matrix of a matrix's momentum. Small transformers need about two thirds of
AdamW's steps with it. Scaled to the root mean square of AdamW's steps (Liu et al. 2025, arXiv 2502.16982), both share one learning rate.
"""

import torch

from hardneg.training.settings import Settings

BETAS = (0.9, 0.98)


def optimizers_of(model: torch.nn.Module, settings: Settings) -> list[torch.optim.Optimizer]:
    """Return optimizers that together hold every parameter that is trained, each parameter once."""
    if settings.optimizer == "adamw":
        trained = [value for value in model.parameters() if value.requires_grad]
        groups = [
            {"params": [value for value in trained if value.ndim > 1], "weight_decay": settings.weight_decay},
            {"params": [value for value in trained if value.ndim <= 1], "weight_decay": 0.0},
        ]
        return [torch.optim.AdamW(groups, lr=settings.learning_rate, betas=BETAS)]
    matrices, others = split_parameters(model)
    muon = torch.optim.Muon(
        matrices, lr=settings.learning_rate, weight_decay=settings.weight_decay, momentum=0.95, adjust_lr_fn="match_rms_adamw"
    )
    return [muon, torch.optim.AdamW(others, lr=settings.learning_rate, weight_decay=0.0, betas=BETAS)]


def split_parameters(model: torch.nn.Module) -> tuple[list[torch.nn.Parameter], list[torch.nn.Parameter]]:
    """Return the trained matrices of blocks, which `torch.optim.Muon` accepts, and all other trained parameters.

    Parameters of a block have a number in their name. Embeddings, first and last layers stay with AdamW, as Muon's authors advise.
    """
    matrices: list[torch.nn.Parameter] = []
    others: list[torch.nn.Parameter] = []
    for name, value in model.named_parameters():
        if value.requires_grad:
            in_block = value.ndim == 2 and any(part.isdigit() for part in name.split("."))
            (matrices if in_block and "scale_shift" not in name else others).append(value)
    return matrices, others
