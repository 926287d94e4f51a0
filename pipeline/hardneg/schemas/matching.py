"""Define the config of the filter stage and of the matchers."""

from typing import Literal

from pydantic import Field

from hardneg.schemas.llm import LLMConfig
from hardneg.schemas.section import Section, StageSection, free

Verification = Literal["verified", "unverified"]
"""`verified` where a matcher judges the negatives of a run."""

ShardVerification = Literal["verified", "partly verified", "unverified"]
"""`partly verified` where a matcher judged some rows of the shards, and none the others."""


class MatchConfig(Section):
    """Choose the matchers that check negatives, and their thresholds."""

    image_model: str | None = Field(
        None,
        description="image matcher: `scenes`, a folder or a hub id (CLIP, SigLIP, BLIP), or `vlm:NAME` for a vision-language model "
        "behind `url`; `null`: no model sees the images",
    )
    image_revision: str | None = Field(None, description="commit of a hub id")
    image_calibration: str | None = Field(None, description="folder of `calibration.json`; `null`: the model's own folder")
    text_model: str | None = Field(
        None,
        description="text matcher: `text`, a folder or a hub id (entailment), or `llm` for the LLM of `llm`, for captions that no image "
        "matcher judges",
    )
    text_revision: str | None = Field(None, description="commit of a hub id")
    text_calibration: str | None = Field(None, description="folder of `calibration.json`; `null`: the model's own folder")
    llm: LLMConfig | None = Field(
        None, description="LLM of the text matcher `llm`, with the keys of `rewrite.llm`; `null`: the LLM of `rewrite.llm`"
    )
    url: str | None = free(None, description="address of the server of the image matcher `vlm:NAME`, such as `http://localhost:8001`")
    api_key_env: str | None = free(None, description="environment variable that holds that server's key")
    auc_min: float = Field(
        0.75,
        ge=0.5,
        lt=1,
        description="a matcher judges a family only where the lower 95% limit of its ROC-AUC, in the calibration, is above this",
    )
    above_shuffled: float = Field(
        0.05, ge=0, lt=0.5, description="by how much that limit must exceed the ROC-AUC with shuffled images, for an image matcher"
    )
    uncalibrated: Literal["abstain", "judge"] = Field(
        "abstain",
        description="a matcher without a calibration only scores (`abstain`), or rejects by `margin_min` or `text_score_max` (`judge`)",
    )
    alpha: float = Field(0.02, gt=0, lt=0.5, description="largest share of invalid negatives among those kept")
    delta: float = Field(0.05, gt=0, lt=0.5, description="probability, over the calibration data, that the share is larger")
    p_valid_min: float = Field(0.9, ge=0, le=1, description="threshold on `p_valid` where a calibration is too small for a claim")
    margin_min: float = Field(
        0.0, description="without calibration: the image's score of the caption must exceed that of the negative by more than this"
    )
    text_score_max: float = Field(
        0.0, description="without calibration: the text matcher's score (log-odds of entailment) must be below this"
    )
    margin_max: float | None = Field(None, description="margin above which a negative is rejected as too easy; `null`: none is")
    caption_score_min: float | None = Field(None, description="least score of an image with its own caption; `null`: by `mismatch_share`")
    mismatch_share: float = Field(0.02, ge=0, lt=0.5, description="share of true captions, in the calibration, that are lost as mismatches")
    batch_size: int = free(64, ge=1, description="images, texts or pairs in one forward pass")
    device: str | None = free(None, description="device such as `cuda:0`; `null`: a GPU if there is one")


class FilterConfig(StageSection):
    """Choose which negatives are kept."""

    unverified: bool = free(
        False,
        description="`true`: `rewrite.writer: write` may run without a matcher; console, report, manifest and card call the negatives "
        "*unverified*",
    )

    unjudged: Literal["keep", "drop"] = Field(
        "keep",
        description="negatives that no matcher may judge are kept with `judged_by` null, or rejected as `unjudged`",
    )
    lm_gap_min: float = Field(
        -12.0, description="least log-likelihood gap, in nats; a negative much likelier than its caption is suspicious"
    )
    lm_gap_max: float = Field(
        12.0, description="largest log-likelihood gap, in nats; a much less likely negative is recognisable without the image"
    )
    match: MatchConfig = MatchConfig()

    @property
    def verification(self) -> Verification:
        """Return `verified` where a matcher judges the negatives, else `unverified`."""
        return "unverified" if self.match.image_model is None and self.match.text_model is None else "verified"
