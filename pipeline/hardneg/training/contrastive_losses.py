"""Losses on logits of pictures and texts: contrastive ones with a caption's own negatives in the denominator, and a binary one."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

CAPTION, POSITIVE, NEGATIVE = range(3)


class Texts(NamedTuple):
    """Texts of B pictures: ids and mask (N, L), the picture of each and its kind (N,). The first B are the captions, in order."""

    ids: Tensor
    mask: Tensor
    image: Tensor
    kind: Tensor


def softmax_loss(logits: Tensor, texts: Texts) -> Tensor:
    """CLIP's loss on logits (B, N), with the negatives of all among the texts that a picture must not choose, as in NegCLIP
    (Yuksekgonul and others, 2023). Positives are left out: a picture may choose its own.
    """
    target = torch.arange(len(logits), device=logits.device)
    to_text = logits.masked_fill((texts.kind == POSITIVE)[None, :], -torch.inf)
    return (F.cross_entropy(to_text, target) + F.cross_entropy(logits[:, : len(logits)].T, target)) / 2


def sigmoid_loss(logits: Tensor, texts: Texts) -> Tensor:
    """SigLIP's loss (Zhai and others, 2023) on logits (B, N): each pair by itself; a picture's caption and positives match it."""
    mine = texts.image[None, :] == torch.arange(len(logits), device=logits.device)[:, None]
    match = mine & (texts.kind != NEGATIVE)[None, :]
    return F.binary_cross_entropy_with_logits(logits, match.float(), reduction="sum") / len(logits)


def own_loss(own: Tensor, wrong: Tensor, texts: Texts) -> Tensor:
    """For models without embeddings: each caption against its own negatives and one wrong caption, logits (N,) and (B,), by softmax."""
    count = len(wrong)
    table = torch.full((count, len(own)), -torch.inf, device=own.device, dtype=own.dtype)
    table[texts.image, torch.arange(len(own), device=own.device)] = own.masked_fill(texts.kind == POSITIVE, -torch.inf)
    return F.cross_entropy(torch.cat([table, wrong[:, None]], 1), torch.arange(count, device=own.device))


def matching_loss(own: Tensor, wrong: Tensor, texts: Texts) -> Tensor:
    """Binary: captions and positives fit their picture, negatives and the likeliest wrong captions do not; each half weighs the same."""
    fits = texts.kind != NEGATIVE
    false = torch.cat([own[~fits], wrong[torch.isfinite(wrong)]])
    of_false = F.softplus(false).mean() if len(false) else own.sum() * 0
    return (F.softplus(-own[fits]).mean() + of_false) / 2
