"""Say whether a matcher verifies the negatives of a run, and refuse a config that needs one and names none."""

from collections.abc import Mapping

from hardneg.errors import UserError
from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config, FilterConfig
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import verification_of

FILTER, SYNTHESISE = "filter", "synthesise"
"""The stages whose matchers verify."""


def require_matcher(config: Config, guarantees: Mapping[str, Guarantee] | None = None) -> None:
    """Check that a matcher judges what an LLM writes: rules exclude true negatives, an LLM does not.

    Args:
        config: Names the matchers.
        guarantees: Of these matchers; None where they are not known yet.

    Raises:
        UserError: The LLM writes, no matcher judges, and the config does not allow unverified negatives.
    """
    if config.rewrite.writer != "write" or config.filter.unverified:
        return
    if config.filter.verification == "unverified":
        raise UserError(
            "rewrite.writer=write needs a matcher to judge what the LLM writes: set filter.match.text_model or filter.match.image_models "
            "(configs/gpu.yaml names both), or allow unverified negatives by filter.unverified=true"
        )
    if guarantees and verification_of(config, guarantees) == "unverified":
        why = "; ".join(f"{of.matcher}: {_why(of)}" for of in guarantees.values())
        raise UserError(
            f"rewrite.writer=write needs a matcher to judge what the LLM writes, and none may ({why}): "
            "set filter.match.text_model=text, or allow unverified negatives by filter.unverified=true"
        )


def summary(config: FilterConfig, guarantees: Mapping[str, Guarantee]) -> str:
    """Return the line of the console on what judged the negatives, and in which families nothing did.

    Args:
        config: Names the matchers.
        guarantees: Of the matchers that it names, as in the manifest.
    """
    if config.verification == "unverified":
        return "the negatives are unverified: no matcher judged them (filter.match.text_model, filter.match.image_models)"
    models = {name: model for name, model in config.match.judges.items() if name in guarantees}
    able = {name: guarantees[name].judged for name in models}
    unable = "; ".join(f"{model}: {_why(guarantees[name])}" for name, model in models.items() if not able[name])
    if not any(able.values()):
        return f"the negatives are unverified: no matcher may judge them ({unable})"
    unjudged = [str(family) for family in Family if not any(family in families for families in able.values())]
    rest = f"; no matcher may judge {', '.join(unjudged)} (filter.unjudged: {config.unjudged})" if unjudged else ""
    none = f"; judging nothing: {unable}" if unable else ""
    return f"the negatives are verified by {' and '.join(models[name] for name in models if able[name])}{rest}{none}"


def images_summary(config: Config) -> str | None:
    """Return the line of the console on images that no matcher checks, which `mode: recolour` allows; None where one does."""
    if config.synthesise.mode != "recolour" or config.filter.match.of_images(config.synthesise.match).image_models:
        return None
    return "the images are unverified: no matcher checked them (filter.match.image_models, or synthesise.match.image_models)"


def _why(of: Guarantee) -> str:
    reasons = set(of.abstains.values())
    return reasons.pop() if len(reasons) == 1 else "in no family shown to be able to"
