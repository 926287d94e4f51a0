"""The config: what a run may be told. YAML files in `configs/` hold these models, and every field has a default.

A field made with `free(...)` cannot change a result (how many workers, how long to wait) and is left out of fingerprints;
`fingerprinted` returns what is left. All such fields are in the `workers`, `cpus`, `gpus`, `memory_gb` of a stage, in `run`, and in the
places where a model is found and driven (`rewrite.llm.url`, `.api_key_env`, `.max_in_flight`, `.timeout_s`, `.retries`, `.engine`;
`filter.match.batch_size`, `.device`; `parse.batch_size`; `synthesise.device`, `.offload`).
"""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from hardneg.schemas.captions import CaptionsConfig as CaptionsConfig
from hardneg.schemas.family import BOOST, DEFAULT, FLOOR, Family, one_way
from hardneg.schemas.section import Section, StageSection, free
from hardneg.schemas.section import fingerprinted as fingerprinted


class ParseConfig(StageSection):
    """spaCy."""

    model: str = "en_core_web_sm"
    batch_size: int = free(256, ge=1)


class LLMConfig(Section):
    """Which LLM, and how it is reached."""

    model: str = Field("smollm2-135m-instruct", description="a name that `make setup` knows, a folder, or a hub id")
    revision: str | None = None
    dtype: Literal["auto", "bfloat16", "float16", "float32"] = "bfloat16"
    max_model_len: int = Field(2048, ge=256)
    temperature: float = Field(0.7, ge=0)
    url: str | None = free(None, description="of a server, such as http://localhost:8000; null: in the worker")
    api_key_env: str | None = free(None, description="environment variable that holds the server's key")
    max_in_flight: int = free(64, ge=1)
    timeout_s: float = free(120.0, gt=0)
    retries: int = free(6, ge=0)
    engine: dict[str, Any] = free({}, description="more arguments of vllm.LLM, such as tensor_parallel_size")


class BalanceConfig(Section):
    """Choosing among more proposals than are needed, so that the text alone does not tell negatives from captions (over each part)."""

    enabled: bool = Field(True, description="false: the first proposals that hold are taken")
    targets: int = Field(3, ge=1, description="most targets of one family that are proposed in a caption")
    proposals: int = Field(6, ge=1, description="most proposals of one family in a caption; an LLM scores each, which is what they cost")
    sweeps: int = Field(8, ge=1, description="how often the choice of a part is gone over")
    likelihood: float = Field(4.0, ge=0, description="weight of even likelihoods beside even words; without an LLM there are none")
    tolerance: float | None = Field(
        3.0, description="how surely a blind classifier may call a negative before it is left out; null: nothing is left out"
    )
    reader: str | None = Field(
        "smollm2-135m-instruct",
        description="causal language model whose lower layers a blind judge reads by (a name, folder or hub id); null: no judge reads",
    )
    text_model: str | None = Field(
        None,
        description="text matcher that is asked of all proposals, since what a filter takes out later was balanced in vain; null: none is",
    )
    text_revision: str | None = None
    text_calibration: str | None = None
    floor: dict[Family, Annotated[float, Field(ge=0, le=1)]] = Field(
        FLOOR,
        description="least share of each family among the negatives of a part, as far as its proposals go; met first, in this order",
    )
    with_image: int = Field(
        1,
        ge=0,
        description="most discarded negatives of a caption that are kept where its image and a verified image of their own will show both "
        "texts (`synthesise`); 0: none are",
    )

    @field_validator("floor")
    @classmethod
    def _possible(cls, floor: dict[Family, float]) -> dict[Family, float]:
        if (total := sum(floor.values())) > 1:
            raise ValueError(f"shares add up to {total:.2f}; they must add up to 1 at most")
        return floor


class PlausibilityConfig(Section):
    """A floor on how plausible a proposal is, applied before anything is selected."""

    model: str = Field("plausible", description="scorer that comes with this package, a folder, or a larger LLM (folder or hub id)")
    revision: str | None = Field(None, description="commit of a hub id")
    floor: float = Field(
        0.7, ge=0, lt=1, description="least probability that a reader calls the negative a likely scene; a higher floor costs negatives"
    )
    rules: bool = Field(False, description="also where `method` is `rules`; the shipped scorer takes some 12 ms of a core a proposal")


class RewriteConfig(StageSection):
    """Which negatives, how many, and who writes them."""

    method: Literal["llm", "rules"] = Field("llm", description="`rules` needs no LLM")
    hole: Literal["score", "choice", "free"] = Field(
        "score", description="the LLM scores candidates and `balance` chooses; or the LLM chooses; or it fills the hole under a regex"
    )
    candidates: int = Field(4, ge=2, description="how many of a target are scored, or the LLM chooses among")
    negatives_per_caption: int = Field(8, ge=1, description="at most; one of each family first; of a long caption for every `long_words`")
    long_words: int = Field(
        100, ge=20, description="words; a caption of so many is long: its sentences take turns, and it may get several changes at once"
    )
    n_edits: int = Field(3, ge=1, le=3, description="most changes, all of one family, that a negative of a long caption makes at once")
    tokenizer: str = Field(
        "clip", description="by which `edit_token` is counted: `clip` (it comes with this package), or a folder or hub id for transformers"
    )
    max_edit_tokens: int | None = Field(
        None,
        ge=3,
        description="tokens that the text encoder reads, such as 77 of CLIP; negatives that differ from their caption only after them are "
        "rejected (beyond_context); null: all are kept",
    )
    positives_per_caption: int = Field(2, ge=0, description="at most; 0: no rewordings are made")
    families: list[Family] = Field(list(DEFAULT), description="those that show in the text are written where they are asked for")
    trade: bool = Field(True, description="an added attribute takes another one out elsewhere; false: it is told by its length")
    temperature: float = Field(1.0, gt=0, description="of the softmax over scores that draws the targets")
    boost: dict[Family, float] = Field(
        BOOST,
        description="factor on the weight of a family's targets; those that few captions offer are drawn where they are found",
    )
    invalid_share: float = Field(
        0.0, ge=0, le=1, description="share of negatives replaced by texts that are still true; only to test filters"
    )
    quota: float = Field(0.25, gt=0, le=1, description="largest share of one family among a caption's negatives, rounded up")
    plausibility: PlausibilityConfig | None = Field(PlausibilityConfig(), description="null: implausible proposals are not rejected")
    balance: BalanceConfig = BalanceConfig()
    llm: LLMConfig = LLMConfig()

    @property
    def one_way(self) -> frozenset[Family]:
        """Return the families whose edits have no reverse."""
        return one_way(self.trade)


class MatchConfig(Section):
    """Matchers that judge negatives, and how sure they have to be."""

    image_model: str | None = Field(
        None, description="`scenes`, a folder or a hub id (CLIP, SigLIP, BLIP); null: nobody looks at the images"
    )
    image_revision: str | None = Field(None, description="commit of a hub id")
    image_calibration: str | None = Field(None, description="folder of calibration.json; null: the model's own folder")
    text_model: str | None = Field(None, description="`text`, a folder or a hub id (entailment); for captions that no image model looks at")
    text_revision: str | None = None
    text_calibration: str | None = None
    alpha: float = Field(0.02, gt=0, lt=0.5, description="largest share of invalid negatives among those kept")
    delta: float = Field(0.05, gt=0, lt=0.5, description="chance, over the calibration data, that the share is larger")
    p_valid_min: float = Field(0.9, ge=0, le=1, description="threshold where a calibration is too small for a claim")
    margin_min: float = Field(
        0.0, description="without any calibration: the image's score of the caption less that of the negative is above this"
    )
    text_score_max: float = Field(
        0.0, description="without any calibration: the text matcher's score (log-odds that it follows) is below this"
    )
    too_easy: float | None = Field(None, description="margin above which a negative teaches nothing; null: there is none")
    mismatch_below: float | None = Field(None, description="the image's score of its own caption; null: by mismatch_share")
    mismatch_share: float = Field(0.02, ge=0, lt=0.5, description="share of true captions, in the calibration, that are lost as mismatches")
    batch_size: int = free(64, ge=1)
    device: str | None = free(None, description="such as cuda:0; null: a GPU if there is one")


class FilterConfig(StageSection):
    """Which negatives stay."""

    lm_gap_min: float = Field(-12.0, description="nats; a negative much likelier than its caption is suspicious")
    lm_gap_max: float = Field(12.0, description="nats; a negative much less likely than its caption can be told without the image")
    match: MatchConfig = MatchConfig()


class SynthesiseConfig(StageSection):
    """Images that show the negatives, drawn by diffusion and checked by the matcher."""

    enabled: bool = Field(False, description="draw images; the stage stands between filter and shards")
    mode: Literal["text", "inpaint", "image", "instruct"] = Field(
        "text", description="draw from the text alone; or edit the caption's image: in a mask, all over, or by an instruction"
    )
    model: str = Field("scenes", description="a diffusers folder or hub id, or the one that comes with this package")
    revision: str | None = Field(None, description="commit of a hub id")
    variant: str | None = Field(None, description="of the weights, such as fp16")
    draw_for: Literal["all", "with_image"] = Field("all", description="negatives of all captions, or of those that have an image")
    images_per_negative: int = Field(1, ge=1, le=16)
    max_attempts: int = Field(4, ge=1, le=100, description="drawings for each image that is wanted")
    choose: Literal["first", "best"] = Field("first", description="of the attempts that pass; `best` makes them all")
    steps: int | None = Field(None, ge=1, description="null: the pipeline's own number")
    guidance: float | None = Field(None, ge=0, description="null: the pipeline's own scale; 0 for distilled models")
    image_guidance: float | None = Field(None, ge=0, description="of `instruct`: how closely to keep to the source image")
    strength: float | None = Field(None, gt=0, le=1, description="of `inpaint` and `image`: how far to go from the source image")
    size: int | None = Field(None, ge=16, multiple_of=8, description="side in pixels (of editing: of the square of the same area)")
    long_prompts: Literal["refuse", "cut"] = Field("refuse", description="negatives longer than the text encoder reads; both are counted")
    mask: Literal["auto", "box", "matcher", "none"] = Field(
        "auto",
        description="what editing may change: a box of `boxes`, else where the matcher sees the edit; `image`, `instruct`: may be none",
    )
    boxes: str | None = Field(None, description="Parquet or JSONL: key, phrase, x, y, width, height, in shares of the image's sides")
    mask_heat: float = Field(0.4, gt=0, lt=1, description="of the greatest heat of the matcher's map: from here on it is in the mask")
    drift_max: float = Field(0.1, gt=0, le=1, description="mean difference from the source outside the mask, of 1 for black to white")
    match: MatchConfig | None = Field(None, description="matcher that checks the images; null: that of filter.match")
    margin: float | None = Field(None, description="score of the negative above that of the caption; null: by the calibration")
    fit_min: float | None = Field(
        None, description="least score of the image with its negative; null: by fit_share, or what the matcher calls true"
    )
    fit_share: float = Field(0.05, ge=0, lt=1, description="share of true captions, in the calibration, that score below the least score")
    safety: bool = Field(True, description="keep the pipeline's own NSFW checker, where it has one")
    store: Literal["bytes", "files"] = Field("bytes", description="in the shard, or as files beside it with their paths in the shard")
    format: Literal["png", "jpeg", "webp"] = "png"
    quality: int = Field(92, ge=1, le=100, description="of jpeg and webp")
    batch_size: int = Field(8, ge=1, description="drawings at once; another number may change the last digits of what is computed")
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = Field("auto", description="auto: float16 on a GPU, float32 elsewhere")
    attention_slicing: bool = Field(False, description="less memory, more time")
    device: str | None = free(None, description="such as cuda:0; null: a GPU if there is one")
    offload: Literal["none", "model", "sequential"] = free("none", description="what waits in main memory while it is not at work")

    @model_validator(mode="after")
    def _sound(self) -> "SynthesiseConfig":
        if self.mode == "inpaint" and self.mask == "none":
            raise ValueError("mode inpaint needs a mask: set mask to auto, box or matcher")
        if self.mask == "box" and self.boxes is None:
            raise ValueError("mask box needs `boxes`, the file that they are in")
        return self


class ShardsConfig(StageSection):
    """The Parquet that training reads."""

    val_share: float = Field(0.02, ge=0, lt=1)
    shard_mb: float = Field(256.0, gt=0, description="of Parquet on disk, about")
    compression_level: int = Field(3, ge=1, le=19)
    row_group_rows: int = Field(10_000, ge=1, description="without images; at most 1,000 with them")


class RunSection(Section):
    """How the work is done. Nothing here changes a result."""

    attempts: int = free(2, ge=1, description="how often a part may kill its worker before it is halved")
    progress: Literal["auto", "bar", "lines", "none"] = free("auto")


class Config(Section):
    """All of it."""

    seed: int = 0
    part_size: int = Field(4096, ge=1, description="captions a part")
    captions: CaptionsConfig = CaptionsConfig()
    parse: ParseConfig = ParseConfig()
    rewrite: RewriteConfig = RewriteConfig()
    filter: FilterConfig = FilterConfig()
    synthesise: SynthesiseConfig = SynthesiseConfig()
    shards: ShardsConfig = ShardsConfig()
    run: RunSection = RunSection()
