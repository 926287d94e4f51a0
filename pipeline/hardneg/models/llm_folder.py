"""Folders of causal LLMs that transformers opens: find the one that a name stands for."""

from collections.abc import Sequence

from hardneg.errors import UserError
from hardneg.models.resolve import LANGUAGE_MODEL, Resolved, config_of, download, is_here, resolve, weights_of

_CAUSAL = ("ForCausalLM", "LMHeadModel")


class AbsentError(Exception):
    """An LLM is not installed and cannot be downloaded."""


def find_llm(name: str, revision: str | None = None) -> Resolved:
    """Return where a causal LLM is; a hub id is downloaded unless it is in the cache.

    Args:
        name: A fetched name, a folder, or a hub id.
        revision: Commit, tag or branch of a hub id.

    Raises:
        AbsentError: It is not installed, and the hub does not give it.
        UserError: It is there and is no causal LLM with weights in safetensors.
    """
    try:
        found = download(resolve(name, LANGUAGE_MODEL, revision))
    except UserError as error:
        raise AbsentError(str(error)) from error
    try:
        weights_of(found)
    except UserError as error:
        if is_here(name, LANGUAGE_MODEL):
            raise
        raise AbsentError(f"its weights are not in the cache ({error})") from error
    architectures = [str(each) for each in config_of(found).get("architectures") or ()]
    if not is_causal(architectures):
        said = f"({', '.join(architectures)})" if architectures else "by its config.json"
        raise UserError(f"model {name}: it is not causal {said}; name one that is, such as a GPT or Llama")
    return found


def is_causal(architectures: Sequence[str]) -> bool:
    """Return whether the classes that a model's config names include a causal LLM."""
    return any(each.endswith(_CAUSAL) for each in architectures)


def source_of(name: str) -> str:
    """Return what transformers opens for an LLM or encoder: its folder as text, or its hub id as it is.

    Raises:
        UserError: There is no such folder, or a fetched model is not complete.
    """
    return resolve(name, LANGUAGE_MODEL).source
