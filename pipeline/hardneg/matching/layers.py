"""Transformer layers whose attention takes a bias."""

import torch
from torch import Tensor, nn


class Attention(nn.Module):
    """Multi-head attention of tokens to each other, with an additive bias."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.inner = nn.Linear(width, 3 * width)
        self.outer = nn.Linear(width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` (N, L, d), `bias` (N or 1, heads, L, L)."""
        batch, length, width = x.shape
        query, key, value = self.inner(x).reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = (query @ key.transpose(-1, -2)) * (width // self.heads) ** -0.5 + bias.to(query.dtype)
        mixed: Tensor = weights.softmax(-1).to(value.dtype) @ value
        return self.outer(mixed.transpose(1, 2).reshape(batch, length, width))  # type: ignore[no-any-return]


class Layer(nn.Module):
    """A transformer layer, normalised before."""

    def __init__(self, width: int, heads: int, wider: int) -> None:
        super().__init__()
        self.attention_norm, self.attention = nn.LayerNorm(width), Attention(width, heads)
        self.norm = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, wider), nn.ReLU(), nn.Linear(wider, width))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """(N, L, d), the same out."""
        x = x + self.attention(self.attention_norm(x), bias)
        return x + self.mlp(self.norm(x))  # type: ignore[no-any-return]


class Relative(nn.Module):
    """A bias on attention by the distance of words, as in T5 (Raffel and others, 2020) but without its logarithmic bins."""

    def __init__(self, heads: int, reach: int) -> None:
        super().__init__()
        self.reach = reach
        apart = (torch.arange(2 * reach + 1) - reach).abs()[:, None]
        self.table = nn.Parameter(-apart * torch.arange(heads) / heads)  # some heads begin by looking near, one everywhere

    def forward(self, length: int) -> Tensor:
        """(heads, length, length)."""
        place = torch.arange(length, device=self.table.device)
        apart = (place[None, :] - place[:, None]).clamp(-self.reach, self.reach) + self.reach
        return self.table[apart].permute(2, 0, 1)
