"""Define transformer layers whose attention has an additive bias."""

import torch
from torch import Tensor, nn


class Attention(nn.Module):
    """Apply multi-head self-attention with an additive bias."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.inner = nn.Linear(width, 3 * width)
        self.outer = nn.Linear(width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map `x` (N, L, d) to the same shape, with `bias` (N or 1, heads, L, L)."""
        batch, length, width = x.shape
        query, key, value = self.inner(x).reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed: Tensor = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        return self.outer(mixed.transpose(1, 2).reshape(batch, length, width))  # type: ignore[no-any-return]


class Layer(nn.Module):
    """Apply a pre-norm transformer layer."""

    def __init__(self, width: int, heads: int, wider: int) -> None:
        super().__init__()
        self.attention_norm, self.attention = nn.LayerNorm(width), Attention(width, heads)
        self.norm = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, wider), nn.ReLU(), nn.Linear(wider, width))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Map (N, L, d) to (N, L, d)."""
        x = x + self.attention(self.attention_norm(x), bias)
        return x + self.mlp(self.norm(x))  # type: ignore[no-any-return]


class RelativePositionBias(nn.Module):
    """Learn an attention bias by the distance of two words, as in T5 (Raffel and others, 2020) but without its logarithmic bins."""

    def __init__(self, heads: int, reach: int) -> None:
        super().__init__()
        self.reach = reach
        apart = (torch.arange(2 * reach + 1) - reach).abs()[:, None]
        self.table = nn.Parameter(-apart * torch.arange(heads) / heads)  # initially some heads attend to near words, one to all

    def forward(self, length: int) -> Tensor:
        """Return the bias (heads, length, length)."""
        place = torch.arange(length, device=self.table.device)
        apart = (place[None, :] - place[:, None]).clamp(-self.reach, self.reach) + self.reach
        return self.table[apart].permute(2, 0, 1)
