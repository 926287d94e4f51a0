"""Compute published losses that use hard negatives, on embeddings of a batch of `hardneg.collate`.

Shapes: B captions with at most K negatives and P positives each, D values an embedding. `image` and `caption` are (B, D), `negative` and
`negative_image` (B, K, D), `positive` (B, P, D), all of unit length. Masks (B, K) and (B, P) are true where there is one. `weight` (B, K)
is the column of the same name. `same` (B, B) is true where another caption of the batch is of the same image, which is no negative then.
`scale` is the factor on cosines, the inverse of the temperature. Each loss is a scalar.

docs/how-to/losses.md shows these functions and says which columns they take; `python -m scripts.docs_tables` copies them.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812


def negclip(
    image: Tensor,
    caption: Tensor,
    negative: Tensor,
    mask: Tensor,
    scale: Tensor,
    weight: Tensor | None = None,
    same: Tensor | None = None,
) -> Tensor:
    """Return CLIP's loss with the negatives of all captions as further texts for each image."""
    here = torch.arange(len(image), device=image.device)
    to_text = scale * image @ caption.T
    to_negative = scale * image @ negative[mask].T
    if weight is not None:  # a negative of weight w stands for w negatives in the sum of the softmax
        to_negative = to_negative + weight[mask].log()
    if same is not None:
        to_text = to_text.masked_fill(same, -torch.inf)
        to_negative = to_negative.masked_fill(same[:, mask.nonzero()[:, 0]], -torch.inf)
    to_image = F.cross_entropy(to_text.T, here)
    return (F.cross_entropy(torch.cat([to_text, to_negative], 1), here) + to_image) / 2


def ce_clip(
    image: Tensor,
    caption: Tensor,
    negative: Tensor,
    mask: Tensor,
    scale: Tensor,
    threshold: float | Tensor,
    same: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Return the sum of NegCLIP's, the intra-modal and the rank loss, and the threshold of the next step (the first is 0)."""
    true = scale * (image * caption).sum(-1, keepdim=True)
    false = scale * torch.einsum("bd,bkd->bk", image, negative)
    between_texts = (scale * torch.einsum("bd,bkd->bk", caption, negative)).masked_fill(~mask, -torch.inf)
    intra = -torch.cat([true, between_texts], 1).log_softmax(1)[:, 0].mean()
    rank = F.relu(false - true + threshold)[mask].mean()
    gap = (true - false)[mask].mean().detach().clamp(0, 10)
    return negclip(image, caption, negative, mask, scale, same=same) + 0.2 * intra + 0.4 * rank, gap


def tripletclip(
    image: Tensor,
    caption: Tensor,
    negative_image: Tensor | None,
    negative: Tensor,
    mask: Tensor,
    image_mask: Tensor,
    scale: Tensor,
    same: Tensor | None = None,
) -> Tensor:
    """Return NegCLIP's loss of the captions, and the same of the negatives with their own images, for which the captions are negatives."""
    loss = negclip(image, caption, negative, mask, scale, same=same)
    if negative_image is None or not image_mask.any():
        return loss
    owner = image_mask.nonzero()[:, 0]
    own, there = caption[owner][:, None], torch.ones_like(owner[:, None], dtype=torch.bool)
    same = None if same is None else same[owner][:, owner]
    return loss + negclip(negative_image[image_mask], negative[image_mask], own, there, scale, same=same)


def fsc_clip(
    image: Tensor, caption: Tensor, negative: Tensor, mask: Tensor, scale: Tensor, gamma: float = 2.0, smoothing: float = 0.02
) -> Tensor:
    """Return the global loss of FSC-CLIP: a caption against its own K negatives, focal and with smoothed labels."""
    texts = torch.cat([caption[:, None], negative], 1)
    there = F.pad(mask, (1, 0), value=True)
    log_p = (scale * torch.einsum("bd,bkd->bk", image, texts)).masked_fill(~there, -torch.inf).log_softmax(1)
    target = smoothing * there / there.sum(1, keepdim=True)
    target[:, 0] += 1 - smoothing
    terms = target * (1 - log_p.exp()) ** gamma * log_p.masked_fill(~there, 0.0)
    return -terms.sum(1)[mask.any(1)].mean()


def read_alignment(caption: Tensor, positive: Tensor, positive_mask: Tensor, scale: Tensor, same: Tensor | None = None) -> Tensor:
    """Return the alignment loss of READ: a paraphrase is closer to its caption than to other captions."""
    owner = positive_mask.nonzero()[:, 0]
    if not len(owner):
        return caption.sum() * 0
    to_caption = scale * positive[positive_mask] @ caption.T
    if same is not None:
        to_caption = to_caption.masked_fill(same[owner], -torch.inf)
    return F.cross_entropy(to_caption, owner)


def read_reconstruction(decoder: Callable[[Tensor, Tensor], Tensor], caption: Tensor, tokens: Tensor, padding: int = 0) -> Tensor:
    """Return the reconstruction loss of READ: a frozen decoder writes a paraphrase, `tokens` (B, L), from the caption's embedding."""
    if not len(caption):
        return caption.sum() * 0
    logits = decoder(caption, tokens[:, :-1])
    return F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten(), ignore_index=padding)


def dac(image: Tensor, caption: Tensor, positive: Tensor, positive_mask: Tensor, scale: Tensor, same: Tensor | None = None) -> Tensor:
    """Return the multiple-instance loss of DAC: an image matches the bag of its caption and positives."""
    bags = torch.cat([caption[:, None], positive], 1)
    there = F.pad(positive_mask, (1, 0), value=True)
    of_bags = (scale * torch.einsum("bd,cpd->bcp", image, bags)).masked_fill(~there, -torch.inf).logsumexp(2)
    if same is not None:
        of_bags = of_bags.masked_fill(same, -torch.inf)
    return F.cross_entropy(of_bags, torch.arange(len(image), device=image.device))


def siglip(
    image: Tensor,
    caption: Tensor,
    negative: Tensor,
    mask: Tensor,
    scale: Tensor,
    bias: Tensor,
    weight: Tensor | None = None,
    same: Tensor | None = None,
) -> Tensor:
    """Return SigLIP's loss with hard negatives: each image and each text are one binary example."""
    logits = scale * image @ torch.cat([caption, negative[mask]]).T + bias
    sign = torch.full_like(logits, -1.0).fill_diagonal_(1.0)
    terms = -F.logsigmoid(sign * logits)
    if weight is not None:
        terms = torch.cat([terms[:, : len(image)], terms[:, len(image) :] * weight[mask]], 1)
    if same is not None:
        terms = terms.masked_fill(torch.cat([same, same[:, mask.nonzero()[:, 0]]], 1), 0.0)
    return terms.sum() / len(image)


def cement(
    image: Tensor, caption: Tensor, negative: Tensor, mask: Tensor, scale: Tensor, margin: Tensor, weight: Tensor | None = None
) -> Tensor:
    """Return a margin loss: a caption scores above each negative by the margin of the edited word's concreteness."""
    false = torch.einsum("bd,bkd->bk", image, negative)
    true = (image * caption).sum(-1, keepdim=True)
    terms = F.softplus(scale * (false + margin - true))[mask]
    return terms.mean() if weight is None else (terms * weight[mask]).sum() / weight[mask].sum()
