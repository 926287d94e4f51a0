"""Locate the matcher that a config names: weights in a folder, an LLM that answers yes or no, or a vision-language model behind a URL."""

from typing import NamedTuple

from hardneg.matching import llm_text, vlm
from hardneg.matching.load import is_text, load_matcher, load_text_matcher
from hardneg.matching.matcher import Matcher, TextMatcher
from hardneg.models.matcher_folder import MatcherFolder, find_matcher
from hardneg.schemas.config import LLMConfig, MatchConfig
from hardneg.schemas.matching import ImageMatcher


class Located(NamedTuple):
    """Describe a matcher by the revision of its weights.

    Attributes:
        revision: For fingerprints and calibrations.
        folder: Where the weights are; None for a matcher that asks a model.
        of_texts: Whether it compares two texts.
    """

    revision: str
    folder: MatcherFolder | None
    of_texts: bool


def locate(model: str, revision: str | None, match: MatchConfig) -> Located:
    """Return the matcher named `model`; `match` says which model `llm` and `vlm:NAME` ask.

    Raises:
        UserError: There is none.
    """
    if model == llm_text.NAME:
        return Located(llm_text.revision_of(match.llm or LLMConfig()), None, True)
    if model.startswith(vlm.PREFIX):
        return Located(vlm.revision_of(match.image_matcher(model, revision), match), None, False)
    folder = find_matcher(model, revision)
    return Located(folder.revision, folder, is_text(folder))


def start_matcher(matcher: ImageMatcher, match: MatchConfig) -> Matcher:
    """Load or connect to an image matcher; `match` says where and on what it runs.

    Raises:
        UserError: There is none, or it cannot be used.
    """
    if matcher.model.startswith(vlm.PREFIX):
        return vlm.VisionLanguageMatcher.of(matcher, match)
    return load_matcher(matcher.model, matcher.revision, match.device, match.batch_size)


def start_text_matcher(match: MatchConfig) -> TextMatcher:
    """Load the text matcher of a config; for `llm` this starts an engine, or connects to a server.

    Raises:
        UserError: There is none, or it cannot be used.
    """
    assert match.text_model is not None
    if match.text_model == llm_text.NAME:
        from hardneg import llm

        config = llm_text.without_adapter(match.llm or LLMConfig())
        return llm_text.LLMTextMatcher(llm.make(config, "filter.match.llm"), llm_text.revision_of(config), shared=False)
    return load_text_matcher(match.text_model, match.text_revision, match.device, match.batch_size)
