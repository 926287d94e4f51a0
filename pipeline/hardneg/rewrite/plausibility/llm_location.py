"""Where a larger LLM that a config names is: one that `hardneg models fetch` fetches, a folder, or a hub id at a commit."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hardneg.errors import UserError
from hardneg.models import catalogue

_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja"]
_CAUSAL = ("ForCausalLM", "LMHeadModel")


class AbsentError(Exception):
    """A larger LLM is not installed and cannot be fetched."""


class Place(NamedTuple):
    """The folder of an LLM, the name and commit of its weights for fingerprints, and the commit alone for one of the hub."""

    folder: str
    revision: str
    commit: str | None = None


def find(name: str, revision: str | None = None) -> Place:
    """Return where the LLM `name` is; a hub id is fetched unless it is in the cache.

    Args:
        name: One that `hardneg models fetch` fetches, a folder, or a hub id.
        revision: Commit, tag or branch of a hub id.

    Raises:
        AbsentError: It is not installed, and the hub does not give it.
        UserError: It is there and is no causal LLM with weights in safetensors.
    """
    if name in catalogue.MODELS or Path(name).expanduser().is_dir():
        try:
            place = Place(catalogue.resolve(name), catalogue.revision(name))
        except UserError as error:
            raise AbsentError(str(error)) from error
        if not _weights(place.folder):
            raise UserError(f"LLM {name}: the folder holds no *.safetensors; give one written by save_pretrained")
    else:
        snapshot = _snapshot(name, revision)
        place = Place(str(snapshot), f"{name}@{snapshot.name[:16]}", snapshot.name)
        if not _weights(place.folder):
            raise AbsentError("its weights are not in the cache")
    architectures = _architectures(name, place.folder)
    if not causal(architectures):
        said = f"({', '.join(architectures)})" if architectures else "by its config.json"
        raise UserError(f"LLM {name}: it is not causal {said}; name one that is, such as a GPT or Llama")
    return place


def causal(architectures: Sequence[str]) -> bool:
    """Return whether the classes that a model's config names include a causal LLM."""
    return any(each.endswith(_CAUSAL) for each in architectures)


def _snapshot(name: str, revision: str | None) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise AbsentError(str(error)) from error
    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=_WANTED))
    except (OSError, ValueError) as error:  # the hub's own errors are of these kinds
        raise AbsentError(f"{name} at {revision}: {error}" if revision else str(error)) from error


def _weights(folder: str) -> Sequence[Path]:
    return list(Path(folder).glob("*.safetensors"))


def _architectures(name: str, folder: str) -> list[str]:
    try:
        config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"LLM {name}: its config.json cannot be read ({error})") from None
    return [str(each) for each in config.get("architectures") or ()] if isinstance(config, dict) else []
