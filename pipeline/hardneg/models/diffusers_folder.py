"""Which diffusers folder a name stands for, and what tells its weights from others.

Weights are read from safetensors only. Other formats are pickles, which run whatever code they hold when they are opened.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hardneg.errors import UserError
from hardneg.extras import install
from hardneg.models.folder import not_given

WEIGHTS = Path(__file__).parent / "weights" / "generators"
"""Folders of the models that come with this package; their names are those of the folders."""

INDEX = "model_index.json"
DECIDING = (".safetensors", ".json", ".txt", ".model")


class ModelFolder(NamedTuple):
    """A pipeline on this machine; `pipeline` is the class that model_index.json names; `name` is as the user called it, less its path."""

    name: str
    path: Path
    pipeline: str
    revision: str


def find(model: str, revision: str | None = None, variant: str | None = None) -> ModelFolder:
    """The folder that `model` stands for: one that comes with this package, a folder here, or a hub id (fetched unless it is in the cache).

    Args:
        model: `scenes`, a path, or `owner/name`.
        revision: Commit, tag or branch of a hub id.
        variant: Of the weights of a hub id that are fetched, such as `fp16`.

    Raises:
        UserError: There is none, or it is no diffusers pipeline.
    """
    if "/" not in model and (WEIGHTS / model / INDEX).is_file():
        return _folder(model, WEIGHTS / model, None)
    path = Path(model).expanduser()
    if path.is_dir():
        return _folder(path.resolve().name, path.resolve(), None)
    if path.is_file():
        raise UserError(f"synthesise.model {model}: is a file; give the folder that holds {INDEX}")
    here = ", ".join(shipped()) or "none"
    if model.startswith(("/", "./", "../", "~")) or model.count("/") != 1:
        raise UserError(
            f"synthesise.model {model}: no such folder; give a diffusers folder, a hub id, or one that comes with this ({here})"
        )
    fetched = _from_hub(model, revision, variant, here)
    return _folder(model, fetched, fetched.name)


def shipped() -> list[str]:
    """Names of the models that come with this package."""
    return sorted(path.parent.name for path in WEIGHTS.glob(f"*/{INDEX}"))


def needs(model: str) -> str:
    """What to say where diffusers is not installed."""
    extra = "scenes" if model in shipped() else "images"
    return f"synthesise.model {model}: needs diffusers and torch; run `{install(extra)}`, or set synthesise.enabled=false"


@cache
def digest(path: Path) -> str:
    """SHA-256 over all files below `path` that decide a picture; every byte of them is read, once a process."""
    whole = hashlib.sha256()
    for file in sorted(file for file in path.rglob("*") if file.suffix in DECIDING and file.is_file()):
        with file.open("rb") as stream:
            whole.update(f"{file.relative_to(path).as_posix()}\0{hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return whole.hexdigest()


def _folder(name: str, path: Path, commit: str | None) -> ModelFolder:
    """`commit` is of the hub, where a snapshot never changes."""
    try:
        index: Any = json.loads((path / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            f"synthesise.model {name}: no {INDEX} in it; give a folder written by a diffusers pipeline's save_pretrained"
        ) from None
    except (OSError, ValueError) as error:
        raise UserError(f"synthesise.model {name}: its {INDEX} cannot be read ({error})") from None
    pipeline = index.get("_class_name") if isinstance(index, dict) else None
    if not isinstance(pipeline, str):
        raise UserError(f"synthesise.model {name}: its {INDEX} names no pipeline class (_class_name)")
    return ModelFolder(name, path, pipeline, f"{name}@{(commit or digest(path))[:16]}")


def _from_hub(model: str, revision: str | None, variant: str | None, here: str) -> Path:
    try:
        from diffusers import DiffusionPipeline
    except ImportError:
        raise UserError(needs(model)) from None
    try:
        return Path(DiffusionPipeline.download(model, revision=revision, variant=variant, use_safetensors=True))
    except (OSError, ValueError) as error:  # the hub's own errors are of these kinds
        raise not_given(f"synthesise.model {model}", error, here) from None
