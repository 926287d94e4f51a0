"""Say whether a matcher verifies the negatives of a run, and refuse a config that needs one and names none."""

from hardneg.errors import UserError
from hardneg.schemas.config import Config, FilterConfig

FILTER = "filter"
"""The stage whose matchers verify."""


def require_matcher(config: Config) -> None:
    """Check that a matcher judges what an LLM writes: rules exclude true negatives, an LLM does not.

    Raises:
        UserError: The LLM writes, no matcher judges, and the config does not allow unverified negatives.
    """
    if config.rewrite.writer == "write" and config.filter.verification == "unverified" and not config.filter.unverified:
        raise UserError(
            "rewrite.writer=write needs a matcher to judge what the LLM writes: set filter.match.text_model or filter.match.image_model "
            "(configs/gpu.yaml names both), or allow unverified negatives by filter.unverified=true"
        )


def summary(config: FilterConfig) -> str:
    """Return the line of the console on what judged the negatives."""
    if config.verification == "unverified":
        return "the negatives are unverified: no matcher judged them (filter.match.text_model, filter.match.image_model)"
    judges = [model for model in (config.match.image_model, config.match.text_model) if model is not None]
    return f"the negatives are verified by {' and '.join(judges)}"
