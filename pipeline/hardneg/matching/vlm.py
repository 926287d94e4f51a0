"""Use a vision-language model behind a URL as image matcher: it is asked whether the text describes the image, and answers yes or no."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from hardneg import llm
from hardneg.engine.parts import digest
from hardneg.errors import UserError
from hardneg.llm.interface import LLM
from hardneg.matching.data_url import data_url
from hardneg.matching.matcher import Pairs, Scores, aligned_pairs
from hardneg.matching.question import load
from hardneg.schemas.config import LLMConfig, MatchConfig
from hardneg.schemas.matching import ImageMatcher

PREFIX = "vlm:"
"""The prefix of the model's name in `filter.match.image_models`."""
SIDE = 672
"""Pixels of the longer side of an image that is sent: 576 tokens of Qwen2-VL. Smaller images are sent as they are."""
CONTEXT = 4096
"""Tokens of the context of a server that `hardneg serve` starts: an image takes hundreds to two thousand."""


def config_of(matcher: ImageMatcher, match: MatchConfig) -> LLMConfig:
    """Return how the model of `vlm:NAME` is called.

    Raises:
        UserError: The image matcher is no `vlm:NAME`, or it has no name.
    """
    name = matcher.model.removeprefix(PREFIX)
    if not name or name == matcher.model:
        raise UserError(f"filter.match.image_models has {matcher.model}: a vision-language model is named vlm:NAME, such as "
                        "vlm:Qwen/Qwen2.5-VL-7B-Instruct")  # fmt: skip
    at = match if matcher.url is None else matcher  # with its own address it has its own key: that of another server is not sent there
    return LLMConfig(model=name, revision=matcher.revision, dtype="auto", max_model_len=CONTEXT, url=at.url, api_key_env=at.api_key_env)


def revision_of(matcher: ImageMatcher, match: MatchConfig) -> str:
    """Return the name and revision of the weights, with a digest of the question and of the size of the images."""
    config = config_of(matcher, match)
    named = llm.revision(config.model_copy(update={"url": config.url or "unknown"}))  # a server's weights need not be on this machine
    return f"{named}+{digest({'question': load('image').hash, 'side': SIDE})[:8]}"


class VisionLanguageMatcher:
    """Score by the log-odds of yes against no, as a `Matcher`. A pair that exceeds the context has the score NaN."""

    threshold: float | None = 0.0

    def __init__(self, engine: LLM, revision: str) -> None:
        self.engine, self.revision = engine, revision
        self.truncated = 0

    @classmethod
    def of(cls, matcher: ImageMatcher, match: MatchConfig) -> "VisionLanguageMatcher":
        """Connect to the server that `match` names.

        Raises:
            UserError: The config names no server, or none answers.
        """
        config = config_of(matcher, match)
        if config.url is None:
            raise UserError(
                f"filter.match.image_models has {matcher.model}, which needs a url of its own or filter.match.url, the address of a server "
                f"of that model: start one with `hardneg serve --of {matcher.model}`"
            )
        return cls(llm.make(config, "filter.match"), revision_of(matcher, match))

    def score(self, images: Sequence[Image.Image], texts: Sequence[str], pairs: Pairs | None = None) -> Scores:
        """Return the score of each pair. See `Matcher.score`.

        Requests of one image follow each other, so that a server computes the image once.
        """
        pairs = aligned_pairs(len(texts)) if pairs is None else pairs
        question, urls = load("image"), [data_url(image, SIDE) for image in images]
        order = np.argsort(pairs[:, 0], kind="stable")
        found = np.full(len(pairs), np.nan, np.float32)
        found[order] = self.engine.yes_no([question.chat(texts[text], image=urls[image]) for image, text in pairs[order].tolist()])
        self.truncated += int(np.isnan(found).sum())
        return found

    def unlearnt(self, text: str) -> None:
        """Return None."""
