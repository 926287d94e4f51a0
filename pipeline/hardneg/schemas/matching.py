"""Define the config of the filter stage and of the matchers."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from hardneg.schemas.llm import LLMConfig
from hardneg.schemas.section import Section, StageSection, free

Verification = Literal["verified", "unverified"]
"""`verified` where a matcher judges the negatives of a run."""

ShardVerification = Literal["verified", "partly verified", "unverified"]
"""`partly verified` where a matcher judged some rows of the shards, and none the others."""


class ImageMatcher(Section):
    """Choose an image matcher, with the thresholds on its own scale of scores."""

    model: str = Field(min_length=1, description="`scenes`, a folder or a hub id (CLIP, SigLIP, BLIP), or `vlm:NAME`")
    revision: str | None = Field(None, description="commit of a hub id")
    calibration: str | None = Field(None, description="folder of `calibration.json`; `null`: the model's own folder")
    margin_min: float = Field(
        0.0, description="without calibration: the image's score of the caption must exceed that of the negative by more than this"
    )
    margin_max: float | None = Field(None, description="margin above which a negative is rejected as too easy; `null`: none is")
    caption_score_min: float | None = Field(None, description="least score of an image with its own caption; `null`: by `mismatch_share`")
    url: str | None = free(None, description="address of the server of this `vlm:NAME`; `null`: `filter.match.url`")
    api_key_env: str | None = free(None, description="environment variable that holds the key of the server at this `url`")


def _listed(value: Any) -> Any:
    """Return a list of tables: a name stands for a table with this model, and a single one for a list of one."""
    some = value if isinstance(value, list) else [] if value is None else [value]
    return [{"model": each} if isinstance(each, str) else each for each in some]


def _different(matchers: list[ImageMatcher]) -> list[ImageMatcher]:
    names = [each.model for each in matchers]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"must name each matcher once; {', '.join(twice)} is there twice")
    return matchers


class MatchConfig(Section):
    """Choose the matchers that check negatives, and their thresholds."""

    image_models: Annotated[list[ImageMatcher], BeforeValidator(_listed), AfterValidator(_different)] = Field(
        [],
        description="image matchers, the cheapest first: `scenes`, a folder or a hub id (CLIP, SigLIP, BLIP), or `vlm:NAME` for a "
        "vision-language model behind `url`; each a name, or a table with the keys below; `[]`: no model sees the images",
    )
    second_opinions: bool = Field(
        True,
        description="`true`: what one image matcher keeps is judged by the later ones that may judge its family as well, and rejected as "
        "`disputed` where one of them finds it still true; `false`: they judge only what is not judged yet, which is cheaper",
    )
    text_model: str | None = Field(
        None,
        description="text matcher: `text`, a folder or a hub id (entailment), or `llm` for the LLM of `llm`, asked after the "
        "image matchers",
    )
    text_revision: str | None = Field(None, description="commit of a hub id")
    text_calibration: str | None = Field(None, description="folder of `calibration.json`; `null`: the model's own folder")
    llm: LLMConfig | None = Field(
        None, description="LLM of the text matcher `llm`, with the keys of `rewrite.llm`; `null`: the LLM of `rewrite.llm`"
    )
    url: str | None = free(
        None, description="address of the server of image matchers `vlm:NAME` without their own, such as `http://localhost:8001`"
    )
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
        description="a matcher without a calibration only scores (`abstain`), or judges by `margin_min` or `text_score_max` (`judge`)",
    )
    alpha: float = Field(0.02, gt=0, lt=0.5, description="largest share of invalid negatives among those kept")
    delta: float = Field(0.05, gt=0, lt=0.5, description="probability, over the calibration data, that the share is larger")
    p_valid_min: float = Field(0.9, ge=0, le=1, description="threshold on `p_valid` where a calibration is too small for a claim")
    text_score_max: float = Field(
        0.0, description="without calibration: the text matcher's score (log-odds of entailment) must be below this"
    )
    mismatch_share: float = Field(
        0.02, ge=0, lt=0.5, description="share of true captions, in the calibrations, that are lost as mismatches; image matchers divide it"
    )
    batch_size: int = free(64, ge=1, description="images, texts or pairs in one forward pass")
    device: str | None = free(None, description="device such as `cuda:0`; `null`: a GPU if there is one")

    @property
    def judges(self) -> dict[str, str]:
        """Return the names of the judges in their order, each with the name of its model."""
        images = {f"image_matcher_{i + 1}" if i else "image_matcher": each.model for i, each in enumerate(self.image_models)}
        return images if self.text_model is None else {**images, "text_matcher": self.text_model}

    def of_images(self, own: "MatchConfig | None") -> "MatchConfig":
        """Return what checks drawn images: `own` (`synthesise.match`), with the image matchers of this section where it names none."""
        if own is None or own.image_models:
            return own or self
        return own.model_copy(update={name: getattr(self, name) for name in ("image_models", "url", "api_key_env")})

    def revision_of(self, model: str) -> str | None:
        """Return the commit that the config names for a matcher; None where it names none."""
        return self.text_revision if model == self.text_model else self.image_matcher(model).revision

    def image_matcher(self, model: str, revision: str | None = None) -> ImageMatcher:
        """Return the matcher of this name: that of the list, if it is there, with `revision` where one is given."""
        known = next((each for each in self.image_models if each.model == model), ImageMatcher(model=model))
        return known if revision is None else known.model_copy(update={"revision": revision})


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
        return "verified" if self.match.judges else "unverified"
