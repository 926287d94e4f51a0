"""Choose the model that `hardneg serve` starts, by the config key that names it."""

from hardneg.errors import UserError
from hardneg.matching import vlm
from hardneg.schemas.config import Config, LLMConfig

WRITER, TEXTS, IMAGES = "rewrite.llm", "filter.match.llm", "filter.match.image_models"


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
        match = config.filter.match
        asked = next((each for each in match.image_models if each.model.startswith(vlm.PREFIX)), None)
        if asked is None:
            raise UserError(f"--of {key}: names no vlm:NAME, such as vlm:Qwen/Qwen2.5-VL-7B-Instruct; only that needs a server")
        return vlm.config_of(asked, match)
    raise UserError(f"--of {key}: names no model that a server runs; there are {WRITER}, {TEXTS} and {IMAGES}")
