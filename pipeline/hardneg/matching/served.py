"""Choose the model that `hardneg serve` starts, by the config key that names it."""

from hardneg.errors import UserError
from hardneg.matching import vlm
from hardneg.schemas.config import Config, LLMConfig

WRITER, TEXTS, IMAGES = "rewrite.llm", "filter.match.llm", "filter.match.image_model"


def served(config: Config, key: str) -> LLMConfig:
    """Return the model of a key, and how it runs.

    Raises:
        UserError: There is no such key, or it names no model that a server runs.
    """
    if key == WRITER:
        return config.rewrite.llm
    if key == TEXTS:
        assert config.match.llm is not None
        return config.match.llm
    if key == IMAGES:
        return vlm.config_of(config.filter.match)
    raise UserError(f"--of {key}: names no model that a server runs; there are {WRITER}, {TEXTS} and {IMAGES}")
