"""Model folders: which one a name stands for, whether its weights can be trusted, and what tells them from others.

Weights are read from safetensors only. Other formats are pickles, which run whatever code they hold when they are opened.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hardneg.errors import UserError
from hardneg.extras import install

WEIGHTS = Path(__file__).parent / "weights" / "matchers"
"""Folders of the models that come with this package; their names are those of the folders."""

PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt", ".msgpack", ".h5")
WANTED = ["*.json", "*.safetensors", "*.txt", "*.model"]
"""What is fetched of a hub repository: no pickles, and no weights of other frameworks."""


DECIDING = (
    "*.safetensors",
    "config.json",
    "tokenizer*",
    "vocab*",
    "merges.txt",
    "*.model",
    "*processor_config.json",
    "special_tokens_map.json",
)
"""What decides a score. Calibrations, cards and curves in the same folder do not."""


class Folder(NamedTuple):
    """A model on this machine. `kind` is the `model_type` of its config.json; `name` is what the user called it, less its path."""

    name: str
    path: Path
    kind: str
    config: dict[str, Any]

    @property
    def revision(self) -> str:
        """Name and hash of the weights; every byte of them is read, once a process."""
        return revision_of(self.name, self.path)


def shipped() -> list[str]:
    """Names of the models that come with this package."""
    return sorted(path.parent.name for path in WEIGHTS.glob("*/config.json"))


def find(model: str, revision: str | None = None) -> Folder:
    """The folder that `model` stands for: one that comes with this package, a folder here, or a hub id (fetched unless it is in the cache).

    Args:
        model: `scenes`, a path, or `owner/name`.
        revision: Commit, tag or branch of a hub id.

    Raises:
        UserError: There is none, it has no config.json, or its weights are not safetensors.
    """
    path = _locate(model, revision)
    config = _config(path, model)
    kind = config.get("model_type")
    if not isinstance(kind, str):
        raise UserError(f"matcher {model}: {path.name}/config.json names no model_type; is it a folder written by save_pretrained?")
    _only_safetensors(path, model)
    return Folder(path.name if path.parent == WEIGHTS or Path(model).expanduser().is_dir() else model, path, kind, config)


def weights(path: Path) -> list[Path]:
    """The files of weights in a folder, by name."""
    return sorted(path.glob("*.safetensors"))


def share(path: Path) -> None:
    """Let all read the weights in a folder: safetensors leaves what it writes to its owner alone."""
    for file in weights(path):
        file.chmod(0o644)


@cache
def digest(path: Path) -> str:
    """SHA-256 over the weights, the config and the tokenizer: what decides a score."""
    whole = hashlib.sha256()
    deciding = {file for pattern in DECIDING for file in path.glob(pattern)}
    for file in sorted(deciding):
        with file.open("rb") as stream:
            whole.update(f"{file.name}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def revision_of(name: str, path: Path) -> str:
    """Name and hash of the weights in a folder."""
    return f"{name}@{digest(path)[:16]}"


def tensors_of(file: Path, model: str) -> Iterator[tuple[str, Any]]:
    """Yield name and tensor of every weight in a file, one in memory at a time.

    Raises:
        UserError: The file is not there, truncated or no safetensors, or a tensor holds NaN or infinity.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="pt") as tensors:
            for name in tensors.keys():  # noqa: SIM118 (no mapping)
                tensor = tensors.get_tensor(name)
                if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
                    raise UserError(
                        f"matcher {model}: {file.name}: {name} holds NaN or infinity; the training went wrong, use other weights"
                    )
                yield name, tensor
    except (SafetensorError, OSError) as error:
        raise UserError(f"matcher {model}: {file.name} cannot be read ({error}); fetch or save it again") from None


def sound(folder: Folder) -> None:
    """Check that every weight is there and a finite number; errors as `tensors_of`."""
    for file in weights(folder.path):
        for _ in tensors_of(file, folder.name):
            pass


def _locate(model: str, revision: str | None) -> Path:
    if "/" not in model and (WEIGHTS / model / "config.json").is_file():
        return WEIGHTS / model
    path = Path(model).expanduser()
    if path.is_dir():
        return path.resolve()
    if path.exists():
        raise UserError(f"matcher {model}: is a file; give the folder that holds config.json and model.safetensors")
    here = ", ".join(shipped()) or "none"
    if model.startswith(("/", "./", "../", "~")) or model.count("/") != 1:
        raise UserError(f"matcher {model}: no such folder; give a folder, a hub id, or one that comes with this package ({here})")
    return _from_hub(model, revision, here)


def _from_hub(model: str, revision: str | None, here: str) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise UserError(needs(model)) from None
    try:
        return Path(snapshot_download(model, revision=revision, allow_patterns=WANTED))
    except (OSError, ValueError) as error:  # the hub's own errors are of these kinds
        raise not_given(f"matcher {model}", error, here) from None


def not_given(what: str, error: Exception, here: str) -> UserError:
    """What to say where neither a folder nor the hub has a model; `here` are the names of those that come with this package."""
    said = str(error).strip().splitlines()
    return UserError(
        f"{what}: no folder here, and the hub did not give it ({type(error).__name__}: {said[0] if said else ''}); "
        f"give a folder, or one that comes with this package ({here})"
    )


def needs(model: str) -> str:
    """What to say where torch or transformers are not installed."""
    extra = "scenes" if model.startswith("scenes") else "images"
    return f"matcher {model}: needs torch and transformers; run `{install(extra)}`, or set no matcher"


def _config(path: Path, model: str) -> dict[str, Any]:
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"matcher {model}: no config.json in it; give a folder written by save_pretrained or train-matcher") from None
    except (OSError, ValueError) as error:
        raise UserError(f"matcher {model}: its config.json cannot be read ({error})") from None
    if not isinstance(config, dict):
        raise UserError(f"matcher {model}: its config.json is no JSON object")
    return config


def _only_safetensors(path: Path, model: str) -> None:
    if weights(path):
        return
    pickled = sorted(file.name for file in path.iterdir() if file.suffix in PICKLES)
    if pickled:
        raise UserError(
            f"matcher {model}: {pickled[0]} is a pickle, which can run code when it is opened; convert it to safetensors "
            "(load it where you trust it, then save_pretrained(folder))"
        )
    raise UserError(f"matcher {model}: no model.safetensors in it")
