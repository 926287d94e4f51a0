"""Load the lower layers of a causal language model in single precision, once a process for all readers."""

from typing import Any
from weakref import WeakValueDictionary

from hardneg.models.device import device_of

_LOADED: "WeakValueDictionary[tuple[str, int], Any]" = WeakValueDictionary()


def lower_layers(folder: str, count: int) -> Any:
    """Return the model of a folder with its first `count` layers, for inference; a loaded one is reused.

    The model is shared, so callers must not change it.
    """
    import torch
    from transformers import AutoModel

    from hardneg.models.pretrained import quiet

    made = _LOADED.get((folder, count))
    if made is None:
        with quiet():
            made = AutoModel.from_pretrained(
                folder, num_hidden_layers=count, dtype=torch.float32, use_safetensors=True, trust_remote_code=False
            )
        _LOADED[folder, count] = made = made.to(device_of(None)).eval()
    return made


def share_lower_layers(whole: Any, folder: str) -> bool:
    """Replace the lower layers of a whole model by the loaded ones and free its own; for Llama's architecture in single precision.

    Return whether they were replaced.
    """
    inner: Any = getattr(whole, "model", None)
    for (of, count), lower in list(_LOADED.items()):
        if of != folder or type(inner) is not type(lower):
            continue
        for number in range(count):
            inner.layers[number] = lower.layers[number]
        inner.embed_tokens = lower.embed_tokens
        if whole.config.tie_word_embeddings:
            whole.lm_head.weight = lower.embed_tokens.weight
        return True
    return False
