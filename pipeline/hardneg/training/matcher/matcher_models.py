"""Wrap matchers for fine-tuning: images and texts in, match logits and a contrastive loss out."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from hardneg.matching.features_network import FeaturesNet
from hardneg.matching.scenes_network import CrossNet
from hardneg.training.contrastive_losses import CAPTION, TextBatch, own_loss, same_image, sigmoid_loss, softmax_loss

SAME = 1.0 - 1e-5
"""Cosine from which two mapped images are the same image."""


class Matched(NamedTuple):
    """A `Matched` holds match logits and the contrastive loss.

    `own` (N,) are logits of the texts with their own images; `wrong` (B,) those of each image with the likeliest caption of another
    image, -inf where there is none.
    """

    own: Tensor
    wrong: Tensor
    contrast: Tensor


class DualNet(nn.Module):
    """A `DualNet` is CLIP or SigLIP, with a scale and a bias that turn its cosine into a match logit; both serve training only."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        self.scale = nn.Parameter(torch.tensor(2.5))
        self.bias = nn.Parameter(torch.tensor(-3.0))

    def forward(self, pixels: Tensor, texts: TextBatch) -> Matched:
        """Score all images with all texts."""
        seen = F.normalize(self.model.get_image_features(pixel_values=pixels).pooler_output.float(), dim=-1)
        read = self.model.get_text_features(input_ids=texts.ids, attention_mask=texts.mask).pooler_output
        cosine = seen @ F.normalize(read.float(), dim=-1).T
        match = self.scale.exp() * cosine + self.bias
        logits = cosine * self.model.logit_scale.exp()
        bias = getattr(self.model, "logit_bias", None)
        contrast = softmax_loss(logits, texts) if bias is None else sigmoid_loss(logits + bias, texts)
        return Matched(match[texts.image, _range(texts.image)], _likeliest(match[:, : len(pixels)], texts).values, contrast)


class BlipNet(nn.Module):
    """A `BlipNet` is BLIP with its matching head. Its embeddings find the likeliest wrong captions, and have a contrastive loss too."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        self.scale = nn.Parameter(torch.tensor(2.5))

    def forward(self, pixels: Tensor, texts: TextBatch) -> Matched:
        """Embed everything, and score each text with its own image and each image with one wrong caption by the head."""
        states = self.model.vision_model(pixel_values=pixels).last_hidden_state
        read = self.model.text_encoder(input_ids=texts.ids, attention_mask=texts.mask).last_hidden_state[:, 0]
        seen = F.normalize(self.model.vision_proj(states[:, 0]).float(), dim=-1)
        cosine = self.scale.exp() * (seen @ F.normalize(self.model.text_proj(read).float(), dim=-1).T)
        likeliest = _likeliest(cosine[:, : len(pixels)].detach(), texts)
        own = self._head(states[texts.image], texts.ids, texts.mask)
        wrong = self._head(states, texts.ids[likeliest.indices], texts.mask[likeliest.indices])
        wrong = wrong.masked_fill(~torch.isfinite(likeliest.values), -torch.inf)
        return Matched(own, wrong, softmax_loss(cosine, texts) + own_loss(own, wrong, texts))

    def _head(self, states: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        everywhere = torch.ones(states.shape[:2], dtype=torch.long, device=states.device)
        read = self.model.text_encoder(input_ids=ids, attention_mask=mask, encoder_hidden_states=states, encoder_attention_mask=everywhere)
        logits = self.model.itm_head(read.last_hidden_state[:, 0]).float()
        return logits[:, 1] - logits[:, 0]  # type: ignore[no-any-return]


class OwnNet(nn.Module):
    """An `OwnNet` is our own network. It has no embeddings, so it finds the likeliest wrong captions by scoring all captions with
    all images.
    """

    def __init__(self, net: CrossNet | FeaturesNet) -> None:
        super().__init__()
        self.net: Any = net

    def forward(self, pixels: Tensor, texts: TextBatch) -> Matched:
        """Score each text with its own image, and each image with one wrong caption."""
        return self.matched(self.net.see(pixels), self.read(texts), texts)

    def matched(self, sight: Any, reading: Any, texts: TextBatch) -> Matched:
        """Score encoded images and texts."""
        own = self.fuse(sight, reading, texts.image)
        caption = _range(texts.image[texts.kind == CAPTION])
        with torch.no_grad():
            likeliest = _likeliest(self.all_pairs(sight, reading, caption), texts)
        words = type(reading)(*(each[likeliest.indices] for each in reading))
        wrong = self.fuse(sight, words, caption).masked_fill(~torch.isfinite(likeliest.values), -torch.inf)
        return Matched(own, wrong, own_loss(own, wrong, texts))

    def all_pairs(self, sight: Any, reading: Any, caption: Tensor) -> Tensor:
        """Return logits (B, B) of each image with all captions, to find the likeliest wrong ones."""
        count = len(caption)
        words = type(reading)(*(each[caption.repeat(count)] for each in reading))
        return self.fuse(sight, words, caption.repeat_interleave(count)).reshape(count, count)

    def read(self, texts: TextBatch) -> Any:
        """Encode the texts."""
        return self.net.read(texts.ids)

    def fuse(self, sight: Any, reading: Any, images: Tensor) -> Tensor:
        """Return the logit of each pair."""
        return self.net.fuse(sight, reading, images).score


class HeadNet(OwnNet):
    """A `HeadNet` is a head on frozen encoders. The weights of its linear map are fixed, but for the scale and the bias of the cosine."""

    def __init__(self, net: FeaturesNet) -> None:
        super().__init__(net)
        for value in (net.linear.weight, net.linear.image_mean, net.linear.text_mean):
            value.requires_grad_(False)

    def all_pairs(self, sight: Any, reading: Any, caption: Tensor) -> Tensor:
        """Return the cosines (B, B) of the linear map, a fraction of the price; captions of the same image in the batch are masked."""
        same = (sight.whole @ sight.whole.T > SAME) & ~torch.eye(len(caption), dtype=torch.bool, device=caption.device)
        return (sight.whole @ reading.whole[caption].T).masked_fill(same, -torch.inf)

    def read(self, texts: TextBatch) -> Any:
        """Encode the features of the texts."""
        return self.net.read(texts.ids, texts.mask.bool())

    def fuse(self, sight: Any, reading: Any, images: Tensor) -> Tensor:
        """Return the logit of each pair."""
        return self.net.fuse(sight, reading, images)  # type: ignore[no-any-return]


def _likeliest(logits: Tensor, texts: TextBatch) -> Any:
    """Return the likeliest caption of another image for each image, from logits (B, B), as `values` and `indices`."""
    return logits.masked_fill(same_image(texts), -torch.inf).max(1)


def _range(like: Tensor) -> Tensor:
    return torch.arange(len(like), device=like.device)
