"""Define the text matcher's network: a BERT encoder of caption and text together, with LoRA adapters and a head.

Adapters are LoRA (Hu and others 2021). Only adapters, layer norms, segment embeddings and the head are trained and stored, so that the
shipped file is small; the encoder itself is fetched by `hardneg models fetch`.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn.utils import parametrize
from transformers import AutoModel, AutoTokenizer

from hardneg.errors import UserError
from hardneg.models.digest import sha256
from hardneg.models.llm_folder import source_of
from hardneg.models.pretrained import quiet
from hardneg.models.tensors import make_readable, tensors_of

KIND = "hardneg-text"
WEIGHTS = "model.safetensors"
CONFIG = "config.json"
MAX_TOKENS = 256
_TRAINED_TOO = ("LayerNorm", "token_type_embeddings")


class TextConfig(NamedTuple):
    """Hold the config.json of a text matcher: its encoder, by name and hash of the weights, and its sizes."""

    base: str = "minilm-l6-v2"
    base_sha256: str = ""
    rank: int = 64
    alpha: int = 64
    hidden: int = 256


class TextNet(nn.Module):  # type: ignore[misc]
    """Compute the logit that a text follows from a caption."""

    def __init__(self, encoder: nn.Module, width: int, hidden: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Sequential(nn.Linear(4 * width, hidden), nn.GELU(), nn.Linear(hidden, 1))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """Return the logits (n,) of pairs `[CLS] caption [SEP] text [SEP]`; inputs are int64 (n, tokens)."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        caption = _mean(states, attention_mask * (1 - token_type_ids))
        text = _mean(states, attention_mask * token_type_ids)
        logits: torch.Tensor = self.head(torch.cat([states[:, 0], caption, text, (caption - text).abs()], -1)).squeeze(-1)
        return logits.float()


class LowRank(nn.Module):  # type: ignore[misc]
    """Add a learned difference of low rank to a weight: W + alpha/rank B A; B begins at zero.

    It is added to the weight and not to the activations, because a batch has far more tokens than the weight has rows.
    """

    # Own code and not `peft`, which adds to the activations. Measured with peft 0.21 on the text matcher, rank 64, batches of 64 pairs, one
    # CPU core, 120 steps: 0.92 s of CPU a step here, 1.11 s with peft; held-out score (mean ROC-AUC) 0.847 here, 0.813 with peft.

    def __init__(self, weight: torch.Tensor, rank: int, alpha: float) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / weight.shape[1] ** 0.5)
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))
        self.scale = alpha / rank

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Return the adapted weight."""
        return weight + self.scale * (self.up @ self.down)


def _mean(states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)


def build(shape: TextConfig, seed: int = 0) -> TextNet:
    """Return the network before training: the fetched encoder, adapters initialised to zero, a head from `seed`.

    Raises:
        UserError: The encoder was not fetched, or is not the one of the config.
    """
    folder = Path(source_of(shape.base))
    check_base(folder, shape)
    torch.manual_seed(seed)
    # Fused attention on the CPU runs backward many times slower than the plain one.
    with quiet():
        encoder = AutoModel.from_pretrained(
            folder,
            attn_implementation="eager",
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            use_safetensors=True,
            trust_remote_code=False,
        )
    for name, parameter in encoder.named_parameters():
        parameter.requires_grad_(any(part in name for part in _TRAINED_TOO))
    for module in list(encoder.encoder.modules()):
        if isinstance(module, nn.Linear):
            parametrize.register_parametrization(module, "weight", LowRank(module.weight, shape.rank, shape.alpha))
            module.parametrizations.weight.original.requires_grad_(False)
    return TextNet(encoder, encoder.config.hidden_size, shape.hidden)


def check_base(folder: Path, shape: TextConfig) -> None:
    """Raise a `UserError` where the encoder's weights are not those that the adapters were trained on."""
    if not shape.base_sha256:
        return
    found = sha256(folder / WEIGHTS)
    if found != shape.base_sha256:
        raise UserError(
            f"model {folder}: weights {found[:12]} are not those of its training ({shape.base_sha256[:12]}); run `hardneg models fetch`"
        )


def learned(net: nn.Module) -> dict[str, torch.Tensor]:
    """Return the trained parameters by name."""
    return {name: parameter.detach() for name, parameter in net.named_parameters() if parameter.requires_grad}


def save(net: nn.Module, shape: TextConfig, folder: Path, extra: Mapping[str, Any] | None = None) -> None:
    """Write config.json and the learned weights in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.half().contiguous().cpu() for name, tensor in learned(net).items()}, folder / WEIGHTS)
    make_readable(folder)
    content = {"model_type": KIND, **shape._asdict(), **(extra or {})}
    (folder / CONFIG).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def read_config(folder: Path) -> TextConfig:
    """Return the config of a model folder.

    Raises:
        UserError: There is no such folder, or its config.json is not that of a text matcher.
    """
    try:
        content = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        if content.get("model_type") != KIND:
            raise ValueError(f"model_type is {content.get('model_type')!r}, not {KIND!r}")
        return TextConfig(**{name: content[name] for name in TextConfig._fields})
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise UserError(f"text matcher {folder}: {type(error).__name__}: {error}; give a folder that `train_text_matcher` wrote") from error


def load_learned(net: nn.Module, folder: Path) -> None:
    """Load the stored weights into a network of the same config.

    Raises:
        UserError: The file is missing, its tensors do not fit the config, or they are not finite.
    """
    stored = dict(tensors_of(folder / WEIGHTS, folder.name))
    wanted = learned(net)
    wrong = wanted.keys() ^ stored.keys() or {name for name, tensor in stored.items() if tensor.shape != wanted[name].shape}
    if wrong:
        raise UserError(f"text matcher {folder / WEIGHTS}: {len(wrong)} tensors do not fit config.json, {min(wrong)} among them")
    net.load_state_dict({name: tensor.float() for name, tensor in stored.items()}, strict=False)


def merged(net: TextNet) -> TextNet:
    """Return the network with the adapters merged into the encoder, which is faster."""
    for module in net.encoder.modules():
        if parametrize.is_parametrized(module):
            parametrize.remove_parametrizations(module, "weight", leave_parametrized=True)
    net.eval()
    return net


def tokenizer_of(shape: TextConfig) -> Any:
    """Return the encoder's tokenizer."""
    return AutoTokenizer.from_pretrained(source_of(shape.base), trust_remote_code=False)


def encode(tokenizer: Any, captions: Sequence[str], texts: Sequence[str]) -> dict[str, torch.Tensor]:
    """Return token ids, padded to the longest pair; over `MAX_TOKENS` together, the longer text is truncated first."""
    found = tokenizer(
        list(captions), list(texts), truncation="longest_first", max_length=MAX_TOKENS, padding="longest", return_tensors="pt"
    )
    return {name: found[name] for name in ("input_ids", "attention_mask", "token_type_ids")}
