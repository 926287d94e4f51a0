"""Import torchvision beside a torch that its compiled operators do not fit. What reads images of training data needs none of them."""

import importlib.util
import re
from pathlib import Path

import torch


def declare_operators() -> None:
    """Declare the operators that torchvision describes in Python, so that describing them does not fail."""
    package = importlib.util.find_spec("torchvision")
    assert package is not None
    assert package.origin is not None
    source = (Path(package.origin).parent / "_meta_registrations.py").read_text(encoding="utf-8")
    library = torch.library.Library("torchvision", "DEF")
    declare_operators.library = library  # type: ignore[attr-defined] # operators last as long as their library
    for name in sorted(set(re.findall(r'register_(?:meta|fake)\("(?:torchvision::)?(\w+)"\)', source))):
        library.define(f"{name}() -> ()")
