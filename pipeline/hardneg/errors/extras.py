"""Find the extra of the package that an optional library belongs to, and the command that installs it."""

import os

from hardneg.errors import UserError

BY_MAKE = "HARDNEG_MAKE"
"""The environment variable that the Makefile sets: advice is then a target of it."""
EXTRA_OF = {
    "vllm": "cpu",
    "huggingface_hub": "hub",
    **dict.fromkeys(("torch", "transformers", "safetensors", "diffusers", "accelerate", "sentencepiece"), "images"),
}


def by_make() -> bool:
    """Return whether this process was started by the Makefile."""
    return bool(os.environ.get(BY_MAKE))


def install(extra: str) -> str:
    """Return the command that installs an extra."""
    if by_make():
        return f"make setup EXTRA={extra}" if extra in ("cpu", "gpu") else f".venv/bin/pip install -e '.[{extra}]'"
    return f"pip install 'hardneg[{extra}]'"


def missing(what: str, error: ModuleNotFoundError) -> UserError | None:
    """Return the error to report if `what` needs a library of an extra, or None if the library belongs to no extra."""
    name = (error.name or "").partition(".")[0]
    if name not in EXTRA_OF:
        return None
    return UserError(f"{what} needs {name}, which is not installed: run `{install(EXTRA_OF[name])}`")
