"""Make the judges of a config that are matchers, in the order in which they are asked."""

from hardneg.captions.cleaning.image_access import places_of
from hardneg.filter.image_judge import ImageJudge
from hardneg.filter.judge import ModelJudge
from hardneg.filter.text_judge import TextJudge
from hardneg.matching.entailment import revision_before_selection
from hardneg.matching.image_scoring import ImageScorer
from hardneg.schemas.config import Config


def match_judges(config: Config, root: str) -> list[ModelJudge]:
    """Return the judges of a config: the image matchers in their order, then the text matcher. Paths of images start in `root`.

    Raises:
        UserError: A model or its calibration is missing, or cannot be used.
    """
    match, judges = config.match, list[ModelJudge]()
    for name, matcher in zip(match.judges, match.image_models, strict=False):
        scorer = ImageScorer(places_of(root, config.captions), config.captions.max_pixels, match.batch_size)
        judges.append(ImageJudge(match, matcher, name, scorer, config.captions.images))
    if match.text_model is not None:
        judges.append(TextJudge(match, revision_before_selection(config)))
    return judges
