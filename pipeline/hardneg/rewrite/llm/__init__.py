"""The LLM of the rewrite stage: one small interface (`interface`), in the worker (`local`) or behind a URL (`server`)."""

from pathlib import Path

from hardneg.errors import UserError
from hardneg.models import catalogue
from hardneg.rewrite.llm.interface import LLM, Fill, Hole, Usage
from hardneg.schemas.config import LLMConfig

__all__ = ["LLM", "Fill", "Hole", "Usage", "make", "revision"]


def make(config: LLMConfig) -> LLM:
    """The LLM of `config`, started: a server's client where there is a URL, else an engine in this process.

    Raises:
        UserError: The engine is not installed, the model is not to be had, or no server answers.
    """
    if config.url is not None:
        from hardneg.rewrite.llm.server import ServerLLM

        return ServerLLM(config)
    from hardneg.rewrite.llm.local import LocalLLM

    return LocalLLM(config)


def revision(config: LLMConfig) -> str:
    """Which weights `config` stands for, for fingerprints; the same whether they are in the worker or behind a URL.

    A model that is not on this machine, as on that of a server's client, is known by its name and revision only.

    Raises:
        UserError: The model is to run here and is not here.
    """
    try:
        known = catalogue.revision(config.model)
    except UserError:
        if config.url is None:
            raise
        known = config.model
    is_here = "@" in known and (config.model in catalogue.MODELS or Path(config.model).expanduser().is_dir())
    return known if is_here else f"{config.model}@{config.revision or 'main'}"
