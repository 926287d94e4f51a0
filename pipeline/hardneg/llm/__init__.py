"""Provide an LLM: one interface (`interface`), implemented in the worker (`local`) or behind a URL (`server`)."""

from hardneg.errors import UserError
from hardneg.llm.engine import adapter_of
from hardneg.llm.interface import LLM, Fill, Hole, Usage
from hardneg.models.resolve import LANGUAGE_MODEL, resolve
from hardneg.schemas.config import LLMConfig

__all__ = ["LLM", "Fill", "Hole", "Usage", "make", "revision"]


def make(config: LLMConfig, section: str = "rewrite.llm") -> LLM:
    """Start the LLM of `config`: a client where there is a URL, else an engine in this process. Messages name its section.

    Raises:
        UserError: The engine is not installed, the model is not found, or no server answers.
    """
    if config.url is not None:
        from hardneg.llm.server import ServerLLM

        return ServerLLM(config, section)
    from hardneg.llm.local import LocalLLM

    return LocalLLM(config)


def revision(config: LLMConfig) -> str:
    """Return an identifier of the weights for fingerprints; it is the same for a worker and a server.

    A model or adapter that is not on this machine, as with a remote server, is identified by its name and revision only.

    Raises:
        UserError: The model runs in the worker, and it or its adapter is not on this machine or does not fit.
    """
    try:
        model = resolve(config.model, LANGUAGE_MODEL, config.revision).revision
    except UserError:
        if config.url is None:
            raise
        model = f"{config.model}@{config.revision or 'main'}"
    if config.adapter is None:
        return model
    try:
        adapter = adapter_of(config)
    except UserError:
        if config.url is None:
            raise
        return f"{model}+{config.adapter}"
    return f"{model}+{adapter.revision}" if adapter else model
