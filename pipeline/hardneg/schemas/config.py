"""Define the config of a run. The YAML files in `configs/` hold these models, and every field has a default.

A field made with `free(...)` cannot change a result, such as the number of workers, and is not part of fingerprints; `fingerprinted`
returns the others. These fields are the settings of a stage's workers (`StageSection`), the section `run`, and those that say where
and how a model runs (`rewrite.llm.url`, `.api_key_env`, `.max_in_flight`, `.timeout_s`, `.retries`, `.engine`;
`filter.match.batch_size`, `.device`, `.url`, `.api_key_env`, also of an entry of `image_models`; `filter.unverified`;
`parse.batch_size`; `synthesise.device`, `.offload`), and the section `shards.card`.
"""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from hardneg.schemas.captions import CaptionsConfig as CaptionsConfig
from hardneg.schemas.card import CardConfig as CardConfig
from hardneg.schemas.family import BOOST, DEFAULT, FLOOR, Family, one_way
from hardneg.schemas.llm import LLMConfig as LLMConfig
from hardneg.schemas.matching import FilterConfig as FilterConfig
from hardneg.schemas.matching import MatchConfig as MatchConfig
from hardneg.schemas.plausibility import PlausibilityConfig
from hardneg.schemas.section import Section, StageSection, free
from hardneg.schemas.section import fingerprinted as fingerprinted
from hardneg.schemas.writing import WriteConfig as WriteConfig


class ParseConfig(StageSection):
    """Configure spaCy."""

    model: str = Field("en_core_web_sm", description="spaCy model")
    batch_size: int = free(256, ge=1, description="captions that spaCy parses at once")


class BalanceConfig(Section):
    """Configure selection, which chooses among the proposals of a part so that a text-only classifier cannot recognise negatives."""

    enabled: bool = Field(
        True,
        description="select over the whole part against leakage; larger parts leak less; `false`: the first valid proposals are selected",
    )
    targets_per_caption: int = Field(
        7,
        ge=1,
        description="most targets that are proposed in a caption, drawn across all families; a family below its floor may add one, "
        "and a long caption has more",
    )
    proposals_per_caption: int = Field(
        12, ge=1, description="most proposals of a caption, of all families; the LLM scores each, which is most of the stage's time"
    )
    sweeps: int = Field(8, ge=1, description="passes of coordinate descent over the part")
    likelihood: float = Field(
        4.0, ge=0, description="weight of the likelihood features relative to those of words; without an LLM there are none"
    )
    tolerance: float | None = Field(
        3.0, description="largest score of a text-only classifier at which a negative is selected; `null`: none is discarded for it"
    )
    embedding_model: str | None = Field(
        "smollm2-135m-instruct",
        description="causal language model (name, folder or hub id) whose lower layers a "
        "text-only classifier reads (a fifth more time); `null`: no such classifier",
    )
    text_model: str | None = Field(
        None,
        description="text matcher that judges all proposals before selection, so that the filter discards few later; names as in "
        "`filter.match.text_model`; `null`: none (`text` in `configs/captions.yaml`)",
    )
    text_revision: str | None = Field(None, description="commit of a hub id")
    text_calibration: str | None = Field(None, description="folder of `calibration.json`; `null`: the model's own folder")
    floor: dict[Family, Annotated[float, Field(ge=0, le=1)]] = Field(
        FLOOR,
        description="least share of a family among the negatives of a part, as far as its "
        "proposals allow; met first, whatever `tolerance` is; `{}`: none",
    )
    needs_image_per_caption: int = Field(
        1,
        ge=0,
        description="where images are drawn: most discarded negatives that a caption with "
        "an image keeps, if their own image is verified; 0: none",
    )

    @field_validator("floor")
    @classmethod
    def _at_most_one(cls, floor: dict[Family, float]) -> dict[Family, float]:
        if (total := sum(floor.values())) > 1:
            raise ValueError(f"shares add up to {total:.2f}; they must add up to 1 at most")
        return floor


class RewriteConfig(StageSection):
    """Choose which negatives are written, how many, and by which method."""

    writer: Literal["lexicon", "score", "choice", "write"] = Field(
        "score",
        description="`lexicon`: candidates of the lexicon, without an LLM; `score`: the LLM scores them too; `choice`: it chooses among "
        "them; `write`: it writes proposals of its own as well",
    )
    prompts: str | None = Field(
        None, description="folder of prompts of your own, FAMILY.yaml; each replaces the shipped prompt of its family; null: shipped ones"
    )
    candidates: int = Field(4, ge=2, description="candidates of a target that the LLM scores or chooses among")
    chunk_size: int = Field(256, ge=1, description="captions whose proposals are kept at once: a worker that dies loses one chunk")
    negatives_per_caption: int = Field(
        8,
        ge=1,
        description="most negatives of a caption: one of each family that applies, then "
        "a second; of a long caption, for every `long_words`",
    )
    long_words: int = Field(100, ge=20, description="least words of a long caption, whose sentences alternate and may get several edits")
    n_edits: int = Field(
        3,
        ge=1,
        le=3,
        description="most edits at once in a negative of a long caption, all of one family; shorter captions get single edits",
    )
    tokenizer: str = Field(
        "clip", description="tokenizer that counts `edit_token`: `clip` (shipped), or a folder or hub id for transformers"
    )
    max_edit_tokens: int | None = Field(
        None,
        ge=3,
        description="tokens that the text encoder reads, such as 77 of CLIP; negatives "
        "that differ only later are rejected; `null`: none is",
    )
    positives_per_caption: int = Field(2, ge=0, description="most paraphrases of a caption; 0: none")
    families: list[Family] = Field(
        list(DEFAULT),
        description="families that are written; `add_attribute`, `add_object` and `negation` "
        "are recognisable in the text alone, so they must be named",
    )
    paired_deletion: bool = Field(
        True,
        description="`true`: an added attribute is deleted elsewhere; `false`: nothing is, and the text alone reveals it",
    )
    concreteness: float = Field(
        1.0,
        ge=0,
        le=20,
        description="how much concrete and visible words are preferred, as targets, as replacements and in selection; 0: not at all; "
        "higher: sharper",
    )
    boost: dict[Family, Annotated[float, Field(gt=0, allow_inf_nan=False)]] = Field(
        BOOST,
        description="factor on the weight of a family's targets, so that rare targets are drawn where they exist",
    )
    invalid_share: float = Field(
        0.0, ge=0, le=1, description="share of negatives replaced by texts that are still true; only to test filters"
    )
    quota: float = Field(
        0.25,
        gt=0,
        le=1,
        description="without balance: largest share of one family among a caption's negatives, rounded up, while others are left",
    )
    plausibility: PlausibilityConfig | None = Field(PlausibilityConfig(), description="`null`: implausible proposals are not rejected")
    write: WriteConfig = WriteConfig()
    balance: BalanceConfig = BalanceConfig()
    llm: LLMConfig = LLMConfig()

    @property
    def uses_llm(self) -> bool:
        """Return whether an LLM scores, chooses or writes."""
        return self.writer != "lexicon"

    @property
    def paraphrased(self) -> bool:
        """Return whether an LLM is asked for paraphrases."""
        return self.writer == "write" and self.write.paraphrases and self.positives_per_caption > 0

    @property
    def one_way(self) -> frozenset[Family]:
        """Return the families whose edits have no reverse."""
        return one_way(self.paired_deletion)


class SynthesiseConfig(StageSection):
    """Configure images of the negatives, which a diffusion model generates and a matcher checks."""

    enabled: bool = Field(False, description="draw images of the negatives; the stage is between `filter` and `shards`")
    mode: Literal["text", "inpaint", "image", "instruct", "recolour"] = Field(
        "text",
        description="`text` draws from the text; `inpaint` edits inside a mask, `image` the whole image, `instruct` by an instruction; "
        "`recolour` changes colours in the image, without a model",
    )
    model: str = Field("scenes", description="diffusers folder or hub id, or the shipped `scenes`")
    revision: str | None = Field(None, description="commit of a hub id")
    variant: str | None = Field(None, description="variant of the weights, such as `fp16`")
    draw_for: Literal["all", "with_image"] = Field(
        "all", description="`all`: negatives of all captions; `with_image`: only of captions that have an image"
    )
    images_per_negative: int = Field(1, ge=1, le=16, description="images drawn for a negative")
    max_attempts: int = Field(4, ge=1, le=100, description="drawings for each image")
    choose: Literal["first", "best"] = Field(
        "first", description="`first` keeps the first attempt that passes; `best` makes all attempts and keeps the best"
    )
    steps: int | None = Field(None, ge=1, description="denoising steps; `null`: the pipeline's default")
    guidance: float | None = Field(None, ge=0, description="guidance scale; `null`: the pipeline's default; 0 for distilled models")
    image_guidance: float | None = Field(None, ge=0, description="for `instruct`: how closely to keep to the source image")
    strength: float | None = Field(None, gt=0, le=1, description="for `inpaint` and `image`: how far to depart from the source image")
    size: int | None = Field(
        None, ge=16, multiple_of=8, description="side in pixels; when editing, the side of the square of the same area"
    )
    long_prompts: Literal["refuse", "cut"] = Field(
        "refuse", description="negatives longer than the text encoder reads: `refuse` or `cut`; both are counted"
    )
    mask: Literal["auto", "box", "matcher", "none"] = Field(
        "auto",
        description="what editing may change: `auto` (a box of `boxes`, else the matcher's heat map), `box`, `matcher` or `none`",
    )
    boxes: str | None = Field(
        None,
        description="Parquet or JSONL with key (of record or image), phrase, x, y, width, height (shares of its sides)",
    )
    mask_threshold: float = Field(
        0.4, gt=0, lt=1, description="threshold on the matcher's heat map, as a share of its maximum, above which a place is in the mask"
    )
    drift_max: float = Field(
        0.1, gt=0, le=1, description="largest mean difference from the source outside the mask, where 1 is black to white"
    )
    match: MatchConfig | None = Field(
        None,
        description="what checks the images, with the keys of `filter.match`, and its image matchers where it names none; `null`: as there",
    )
    margin: float | None = Field(None, description="least excess of the negative's score over the caption's; `null`: by the calibration")
    fit_min: float | None = Field(
        None, description="least score of the image with its negative; `null`: by `fit_share`, or what the matcher calls true"
    )
    fit_share: float = Field(0.05, ge=0, lt=1, description="share of true captions, in the calibration, that score below the least score")
    safety: bool = Field(True, description="keep the pipeline's own NSFW checker, where it has one")
    store: Literal["bytes", "files"] = Field(
        "bytes", description="`bytes` in the shard, or `files` beside it with their paths in the shard"
    )
    format: Literal["png", "jpeg", "webp"] = Field("png", description="`png`, `jpeg` or `webp`")
    quality: int = Field(92, ge=1, le=100, description="quality of jpeg and webp")
    batch_size: int = Field(8, ge=1, description="images generated at once; another number may change the last digits of results")
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = Field(
        "auto", description="`auto`, `float32`, `float16` or `bfloat16`; `auto` is float16 on a GPU and float32 elsewhere"
    )
    attention_slicing: bool = Field(False, description="less memory, more time")
    device: str | None = free(None, description="device such as `cuda:0`; `null`: a GPU if there is one")
    offload: Literal["none", "model", "sequential"] = free(
        "none", description="what waits in main memory while it is idle: `none`, `model` or `sequential`"
    )

    @model_validator(mode="after")
    def _consistent(self) -> "SynthesiseConfig":
        if self.mode == "inpaint" and self.mask == "none":
            raise ValueError("mode inpaint needs a mask: set `mask` to auto, box or matcher")
        if self.mask == "box" and self.boxes is None:
            raise ValueError("mask box needs `boxes`, the file of the boxes")
        if self.mode == "recolour" and self.images_per_negative > 1:
            raise ValueError("mode recolour gives one image: set images_per_negative to 1")
        if self.mode == "recolour" and self.format != "png":
            raise ValueError(f"mode recolour needs format png: {self.format} would compress the pixels of the negative's image alone again")
        return self


class ShardsConfig(StageSection):
    """Configure the Parquet shards that training reads."""

    val_share: float = Field(0.02, ge=0, lt=1, description="share of images whose rows are in the validation split")
    shard_mb: float = Field(256.0, gt=0, description="approximate size of a shard on disk, in MB")
    compression_level: int = Field(3, ge=1, le=19, description="level of the compression")
    row_group_rows: int = Field(10_000, ge=1, description="largest number of rows in a row group without images; at most 1,000 with them")
    card: CardConfig = free(CardConfig())


class RunSection(Section):
    """Configure how the work is done. No field changes a result."""

    attempts: int = free(2, ge=1, description="attempts at a part that kills its worker before the part is halved")
    max_reject_rate: float = free(
        0.2, gt=0, le=1, description="share of the rows of a stage whose rejection stops the run, from 500 rows on; 1: never"
    )
    part_minutes: float | None = free(
        None,
        gt=0,
        description="minutes that a part may take in a stage, models loaded; then its worker ends and the rows that take so long are "
        "searched and rejected; `null`: no limit",
    )
    progress: Literal["auto", "bar", "lines", "none"] = free("auto", description="`auto`, `bar`, `lines` or `none`")
    log: str | None = free(None, description="file to which events are appended as JSON lines; `-`: standard error; `null`: none")


class Config(Section):
    """Hold the whole config."""

    seed: int = Field(0, description="seed of every random choice")
    part_size: int = Field(4096, ge=1, description="captions in a part, over which selection balances, and which one worker makes")
    captions: CaptionsConfig = CaptionsConfig()
    parse: ParseConfig = ParseConfig()
    rewrite: RewriteConfig = RewriteConfig()
    filter: FilterConfig = FilterConfig()
    synthesise: SynthesiseConfig = SynthesiseConfig()
    shards: ShardsConfig = ShardsConfig()
    run: RunSection = RunSection()

    @property
    def match(self) -> MatchConfig:
        """Return `filter.match` with the LLM of its text matcher `llm` filled in: that of `rewrite.llm` where it names none."""
        match = self.filter.match
        return match if match.llm is not None else match.model_copy(update={"llm": self.rewrite.llm})
