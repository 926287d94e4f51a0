"""hardneg: verified hard negatives for contrastive training of image-text models."""

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["FAMILIES", "__version__", "apply_edits", "collate", "load", "load_config", "margin", "read_shards", "run", "schemas"]

_DEFINED_IN = {
    "load_config": ("hardneg.config", "load"),
    "FAMILIES": ("hardneg.families", "FAMILIES"),
    "apply_edits": ("hardneg.grammar.splice", "apply_edits"),
    "collate": ("hardneg.loading.collate", "collate"),
    "load": ("hardneg.loading.load", "load"),
    "run": ("hardneg.runner", "run"),
    "margin": ("hardneg.shards.margin", "margin"),
    "read_shards": ("hardneg.shards.reading", "read_shards"),
}


def __getattr__(name: str) -> object:
    """Import a public name on first use, so that `import hardneg` loads neither torch nor Ray nor spaCy."""
    if name == "schemas":
        return import_module("hardneg.schemas")
    if name not in _DEFINED_IN:
        raise AttributeError(f"module 'hardneg' has no attribute {name!r}")
    module, attribute = _DEFINED_IN[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
