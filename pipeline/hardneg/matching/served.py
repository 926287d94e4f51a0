"""Choose the model that `hardneg serve` starts, by the config key that names it."""

from hardneg.errors import UserError
from hardneg.matching import vlm
from hardneg.schemas.config import Config, LLMConfig
from hardneg.wording import amount

EXAMPLE = "vlm:Qwen/Qwen2.5-VL-7B-Instruct"
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
    if key == IMAGES or key.startswith(vlm.PREFIX):
        match = config.filter.match
        asked = [each for each in match.image_models if each.model.startswith(vlm.PREFIX) and key in (IMAGES, each.model)]
        if not asked:
            raise UserError(f"--of {key}: {IMAGES} names no such model, only vlm:NAME needs a server, such as {EXAMPLE}")
        if len(asked) > 1:
            raise UserError(f"--of {key}: names {amount(len(asked), 'model')}; give one of {', '.join(each.model for each in asked)}")
        return vlm.config_of(asked[0], match)
    raise UserError(f"--of {key}: names no model that a server runs; there are {WRITER}, {TEXTS}, {IMAGES} and vlm:NAME")


def section_of(key: str) -> str:
    """Return the section of the config that says how the model of a key is reached."""
    return key if key in (WRITER, TEXTS) else IMAGES.rpartition(".")[0]
