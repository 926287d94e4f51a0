"""The rows: what each stage reads and writes, as pydantic models.

Stages hand Arrow tables to each other; `hardneg.schemas.arrow.arrow_schema` derives the Arrow schema from a model here, so that
there is one definition. Offsets are in characters of the caption (Unicode code points), end exclusive.
"""

import builtins

from pydantic import BaseModel, ConfigDict

from hardneg.schemas.arrow import Float32, Int32, Int64
from hardneg.schemas.family import Family
from hardneg.schemas.reasons import ImageReason, Reason

FORMAT = 3
"""Version of the shards' rows, in the metadata of their Parquet files under `FORMAT_KEY`. Raise it when a column or its meaning changes.

1 (not written): the edits of a row might touch each other. 2: edits are in order and apart; `image_id` and `edit_token`. 3: `needs_image`.
"""
FORMAT_KEY = "hardneg.format"


class Row(BaseModel):
    """A row, or a struct inside one. Unknown fields are an error."""

    model_config = ConfigDict(extra="forbid")


class Image(Row):
    """An image in the Hugging Face `Image` layout: its bytes, or the path or URL where they are."""

    bytes: builtins.bytes | None = None
    path: str | None = None


class Source(Row):
    """Where a caption came from: the input file as the user named it, and the record's key there."""

    input: str
    key: str


class InputRow(Row):
    """One record of the input as it was read, before anything is judged.

    A record that could not be read is a row too: `defect` says why, and the captions stage rejects it.
    An image inside a tar is referred to by its offset and size in bytes, so that it is not copied.
    `image_id` names the image within its source: records with the same one are captions of the same image.
    """

    source: Source
    caption: str | None = None
    image: Image | None = None
    image_offset: Int64 | None = None
    image_size: Int64 | None = None
    image_id: str | None = None
    duplicate_of: str | None = None
    defect: Reason | None = None
    detail: str | None = None


class CaptionRow(Row):
    """A clean caption. `id` depends on the source's file name and key and on the cleaned text, and on nothing else.

    Captions with the same `source.input` and `image_id` describe the same image.
    """

    id: str
    caption: str
    source: Source
    image: Image | None = None
    image_id: str | None = None
    duplicate_of: str | None = None


class Token(Row):
    """A spaCy token. `head` is the index of the syntactic head in the caption's tokens; the root is its own head."""

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: Int32
    start: Int32
    end: Int32


class Target(Row):
    """What can be edited, for one family.

    `first` and `last` are token indices, last exclusive; `start` and `end` characters. Swaps and word order have a partner.
    `kind` is the finer class within the family (colour, size, ... for attributes; numeral, article, ... for counts).
    """

    family: Family
    kind: str
    first: Int32
    last: Int32
    start: Int32
    end: Int32
    lemma: str
    concreteness: Float32 | None = None
    visual: Float32 | None = None
    partner_first: Int32 | None = None
    partner_last: Int32 | None = None
    partner_start: Int32 | None = None
    partner_end: Int32 | None = None


class ParsedRow(CaptionRow):
    """A caption with its parse and what can be edited in it."""

    tokens: list[Token]
    targets: list[Target]


class Edit(Row):
    """Replacement of `caption[start:end]`, which reads `old`, by `new`; an insertion where start = end.

    The edits of one text are in order and apart: each starts after the end of the one before.
    """

    start: Int32
    end: Int32
    old: str
    new: str


class Generator(Row):
    """What made a negative: `llm` or `rules` (`rules+score` where a model scored what a rule proposed).

    `spoiled`: it is none, but a text that is still true, put in by `rewrite.invalid_share` to test a filter.
    """

    method: str
    model: str | None = None
    prompt: str | None = None
    prompt_version: str | None = None
    prompt_hash: str | None = None
    seed: Int64 | None = None


class DrawnImage(Row):
    """One more image that shows a negative. `match_negative`, `match_caption`: the matcher's scores of it with these texts."""

    image: Image
    seed: Int64
    match_negative: Float32
    match_caption: Float32


class Negative(Row):
    """A negative inside its caption's row. Scores are null until a stage has measured them.

    `n_edits` is how many changes it declares, all of one family; `edits` may hold more, since articles, verbs and other mentions of the
    same thing follow a change and a swap has two ends. `edit_token` is the index of the first token by which the negative differs from its
    caption (`rewrite.tokenizer`; the start token is 0): a text encoder whose context ends before it reads the caption. Of several changes
    `concreteness` and `visual` are the means, and `kind` names each kind once (`colour+size`).

    `negative_image` shows the negative; it was drawn by `image_model` from `image_seed`, at attempt `image_attempts`. The matcher's scores
    of it are `image_match_negative` and `image_match_caption`, and `image_p_valid` is the calibrated probability that the caption is false
    of it. Where drawing was tried in vain, `image_reason` says why, and `image_attempts` how often.

    `needs_image` marks a negative that text balance would discard: it goes into no shard without a verified image of its own, and it is to
    be learnt from in both directions (`hardneg.schemas.own_image`).
    """

    id: str
    negative: str
    family: Family
    kind: str
    edits: list[Edit]
    n_edits: Int32 = 1
    edit_token: Int32 | None = None
    concreteness: Float32 | None = None
    visual: Float32 | None = None
    lm_gap: Float32 | None = None
    match_positive: Float32 | None = None
    match_negative: Float32 | None = None
    p_valid: Float32 | None = None
    generator: Generator
    needs_image: bool = False
    negative_image: Image | None = None
    image_model: str | None = None
    image_seed: Int64 | None = None
    image_attempts: Int32 | None = None
    image_match_negative: Float32 | None = None
    image_match_caption: Float32 | None = None
    image_p_valid: Float32 | None = None
    image_reason: ImageReason | None = None
    image_detail: str | None = None
    other_images: list[DrawnImage] | None = None


class NestedNegative(Negative):
    """A negative between the stages, with the columns that no shard has.

    `text_score` is the score that the text matcher of `rewrite.balance.text_model` gave it beside its caption. `filter` uses it instead of
    asking the same matcher again; it is null where none was asked, as for negatives of several changes.
    """

    text_score: float | None = None


class RewrittenRow(CaptionRow):
    """A caption with its negatives: what rewrite, filter and synthesise leave.

    `positive_kinds` and `positive_edits` run parallel to `positives`: the kind of rewording, and the edits of `caption` that give it.
    """

    positives: list[str]
    positive_kinds: list[str] = []
    positive_edits: list[list[Edit]] = []
    negatives: list[NestedNegative]


class ShardRow(Row):
    """One negative: the flat row that training reads (DESIGN section 5). The positives are the caption's, the same in each of its rows."""

    id: str
    caption_id: str
    caption: str
    negative: str
    positives: list[str]
    positive_kinds: list[str] = []
    positive_edits: list[list[Edit]] = []
    family: Family
    kind: str
    edits: list[Edit]
    n_edits: Int32 = 1
    edit_token: Int32 | None = None
    concreteness: Float32 | None = None
    visual: Float32 | None = None
    lm_gap: Float32 | None = None
    match_positive: Float32 | None = None
    match_negative: Float32 | None = None
    p_valid: Float32 | None = None
    image: Image | None = None
    image_id: str | None = None
    needs_image: bool = False
    negative_image: Image | None = None
    image_model: str | None = None
    image_seed: Int64 | None = None
    image_attempts: Int32 | None = None
    image_match_negative: Float32 | None = None
    image_match_caption: Float32 | None = None
    image_p_valid: Float32 | None = None
    image_reason: ImageReason | None = None
    image_detail: str | None = None
    other_images: list[DrawnImage] | None = None
    source: Source
    generator: Generator
    run_id: str


class Reject(Row):
    """A caption, or a negative of a caption that may itself go on, that was stopped, and why.

    For a caption `negative` and `caption_id` are null and `id` is the caption's (or the source key where there is no id yet);
    for a negative `id` is the negative's, or that of its target where nothing was written.
    """

    id: str
    caption_id: str | None = None
    stage: str
    reason: Reason
    detail: str | None = None
    caption: str | None = None
    negative: str | None = None
    family: Family | None = None
