"""Compute losses on image-text logits: contrastive ones with a caption's own negatives in the denominator, and a binary one."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

CAPTION, POSITIVE, NEGATIVE = range(3)


class TextBatch(NamedTuple):
    """Hold the N texts of B images: ids and mask (N, L), image index and kind (N,). The first B texts are the captions, in order.

    Images of one number in `group` (B,) are the same image: the caption of one is true of the others, and no wrong caption of theirs.
    """

    ids: Tensor
    mask: Tensor
    image: Tensor
    kind: Tensor
    group: Tensor


def same_image(texts: TextBatch) -> Tensor:
    """Return which of the B images are the same, (B, B)."""
    return texts.group[:, None] == texts.group[None, :]


def softmax_loss(logits: Tensor, texts: TextBatch) -> Tensor:
    """Return CLIP's loss on logits (B, N), with the negatives of all captions as further texts (NegCLIP, Yuksekgonul et al. 2023).

    Positives are masked, because an image matches its own; so are other captions of the same image.
    """
    target = torch.arange(len(logits), device=logits.device)
    others = same_image(texts).fill_diagonal_(False)
    matches = torch.cat([others, (texts.kind[len(logits) :] == POSITIVE).expand(len(logits), -1)], 1)
    to_text, to_image = logits.masked_fill(matches, -torch.inf), logits[:, : len(logits)].T.masked_fill(others, -torch.inf)
    return (F.cross_entropy(to_text, target) + F.cross_entropy(to_image, target)) / 2


def sigmoid_loss(logits: Tensor, texts: TextBatch) -> Tensor:
    """Return SigLIP's loss (Zhai et al. 2023) on logits (B, N): each pair is binary; an image matches its captions and positives."""
    match = same_image(texts)[:, texts.image] & (texts.kind != NEGATIVE)[None, :]
    return F.binary_cross_entropy_with_logits(logits, match.float(), reduction="sum") / len(logits)


def own_loss(own: Tensor, wrong: Tensor, texts: TextBatch) -> Tensor:
    """Return a softmax loss of each caption against its own negatives and one wrong caption, from logits (N,) and (B,).

    It serves models that score pairs and have no embeddings.
    """
    count = len(wrong)
    table = torch.full((count, len(own)), -torch.inf, device=own.device, dtype=own.dtype)
    table[texts.image, torch.arange(len(own), device=own.device)] = own.masked_fill(texts.kind == POSITIVE, -torch.inf)
    return F.cross_entropy(torch.cat([table, wrong[:, None]], 1), torch.arange(count, device=own.device))


def matching_loss(own: Tensor, wrong: Tensor, texts: TextBatch) -> Tensor:
    """Return a binary loss: captions and positives match, negatives and the likeliest wrong captions do not; both halves weigh equally."""
    matches = texts.kind != NEGATIVE
    false = torch.cat([own[~matches], wrong[torch.isfinite(wrong)]])
    false_loss = F.softplus(false).mean() if len(false) else own.sum() * 0
    return (F.softplus(-own[matches]).mean() + false_loss) / 2
