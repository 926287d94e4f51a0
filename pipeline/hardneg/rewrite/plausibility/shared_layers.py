"""The lower layers of a causal language model, in single precision: loaded once a process, whoever reads them."""

from typing import Any
from weakref import WeakValueDictionary

from hardneg.models.device import device_of

_LOADED: "WeakValueDictionary[tuple[str, int], Any]" = WeakValueDictionary()


def lower_layers(folder: str, count: int) -> Any:
    """Return the model of a folder with its first `count` layers, for inference; the one in use already where there is one.

    It is shared, so nobody may change it.
    """
    import torch
    from transformers import AutoModel

    from hardneg.models.pretrained import quiet

    made = _LOADED.get((folder, count))
    if made is None:
        with quiet():
            made = AutoModel.from_pretrained(folder, num_hidden_layers=count, dtype=torch.float32, use_safetensors=True)
        _LOADED[folder, count] = made = made.to(device_of(None)).eval()
    return made


def share_lower_layers(whole: Any, folder: str) -> None:
    """Let the whole model of a folder, in single precision and of Llama's form, use the lower layers that are loaded; its own are freed."""
    inner: Any = getattr(whole, "model", None)
    for (of, count), lower in list(_LOADED.items()):
        if of != folder or type(inner) is not type(lower):
            continue
        for number in range(count):
            inner.layers[number] = lower.layers[number]
        inner.embed_tokens = lower.embed_tokens
        if whole.config.tie_word_embeddings:
            whole.lm_head.weight = lower.embed_tokens.weight
        return
