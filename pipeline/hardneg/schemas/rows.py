"""Define the rows that each stage reads and writes, as pydantic models.

Stages exchange Arrow tables. `hardneg.schemas.arrow.arrow_schema` derives their schemas from these models, so that there is one definition.
Offsets are in characters of the caption (Unicode code points), end exclusive.
"""

import builtins
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from hardneg.schemas.arrow import After, Float32, Int32, Int64
from hardneg.schemas.family import Family
from hardneg.schemas.reasons import ImageReason, Reason

FORMAT = 5
"""Version of the rows of shards, in the metadata of their Parquet files. Raise it when a column or its meaning changes.

1 (no longer written): the edits of a row might touch each other. 2: edits are sorted and disjoint; `image_id` and `edit_token`.
3: `needs_image`. 4: `weight`, `text_score` and `judged_by`; `image_id` of every row with an image.
5: `image_group`.
"""
FORMAT_KEY = "hardneg.format"


class Row(BaseModel):
    """Represent a row, or a struct inside one. Unknown fields are an error."""

    model_config = ConfigDict(extra="forbid")


class Image(Row):
    """Hold an image in the Hugging Face `Image` layout: its bytes, or the path or URL where they are."""

    bytes: builtins.bytes | None = None
    path: str | None = None


class Source(Row):
    """Identify the origin of a caption: the input file as the user named it, and the key of the record in it."""

    input: str
    key: str


class InputRow(Row):
    """Hold one record of the input as it was read, before any check.

    A record that could not be read is a row as well: `defect` says why, and the captions stage rejects it.
    An image inside a tar is referred to by its offset and size in bytes, so that it is not copied.
    `image_id` names the image within its source. Records with the same `image_id` are captions of the same image.
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
    """Hold a clean caption. `id` depends on the file name and key of its source and on the cleaned text, and on nothing else.

    Captions with the same `source.input` and `image_id` describe the same image.
    """

    id: str
    caption: str
    source: Source
    image: Image | None = None
    image_id: str | None = None
    duplicate_of: str | None = None


class Token(Row):
    """Hold a spaCy token. `head` is the index of the syntactic head in the caption's tokens; the root is its own head."""

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: Int32
    start: Int32
    end: Int32


class Target(Row):
    """Mark a span that one family can edit.

    `first` and `last` are token indices, last exclusive; `start` and `end` are characters. Swaps and word order have a partner.
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
    """Hold a caption with its parse and its targets."""

    tokens: list[Token]
    targets: list[Target]


class Edit(Row):
    """Replace `caption[start:end]`, which reads `old`, by `new`; an insertion where start = end.

    The edits of one text are sorted and disjoint: each starts after the end of the one before.
    """

    start: Int32
    end: Int32
    old: str
    new: str


class Generator(Row):
    """Describe how a negative was written. `method` is `llm`, `rules`, or `rules+score` where a model scored the text of a rule.

    `method` is `spoiled` for a text that is still true and that `rewrite.invalid_share` injects to test a filter.
    """

    method: str
    model: str | None = None
    prompt: str | None = None
    prompt_version: str | None = None
    prompt_hash: str | None = None
    seed: Int64 | None = None


class DrawnImage(Row):
    """Hold a further image that shows a negative, with the scores of the matcher for the negative and for the caption."""

    image: Image
    seed: Int64
    match_negative: Float32
    match_caption: Float32


class Negative(Row):
    """Hold a negative inside the row of its caption. Scores are null until a stage has computed them.

    `n_edits` counts the changes that it declares, all of one family. `edits` may hold more, because articles, verbs and other mentions of
    the same thing follow a change, and a swap has two ends. Of several changes, and of both ends of an exchange, `concreteness` and
    `visual` are the means. `kind` names each kind once (`colour+size`).

    `edit_token` is the index of the first token by which the negative differs from its caption (`rewrite.tokenizer`; the start token is 0).
    A text encoder whose context ends before it reads the caption.

    `text_score` is the score of a text matcher for the negative and its caption, the log-odds that it follows: that of
    `rewrite.balance.text_model`, which `filter` does not compute again, or that of `filter`. `judged_by` is the revision of the first
    matcher of `filter` that judged the negative, and `p_valid` is of that matcher. `weight` is the inverse of the share of valid proposals
    of its family that selection kept (`hardneg.rewrite.debias.propensity`).

    `negative_image` shows the negative. It was drawn by `image_model` from `image_seed`, in attempt number `image_attempts`.
    `image_match_negative` and `image_match_caption` are the scores of the matcher for it. `image_p_valid` is the calibrated probability
    that the caption is false of it. Where no drawing passed the matcher, `image_reason` gives the reason and `image_attempts` the number of
    attempts.

    `needs_image` marks a negative that text balance would discard. It enters no shard without a verified image of its own, and it is meant
    for training in both directions (`hardneg.schemas.own_image`).
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
    text_score: Float32 | None = None
    judged_by: str | None = None
    weight: Float32 = 1.0
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


class WithPositives(Row):
    """Hold paraphrases of the caption that are still true.

    `positive_kinds` and `positive_edits` run parallel to `positives`: the kind of paraphrase, and the edits of `caption` that give it.
    """

    positives: Annotated[list[str], After("negative")]
    positive_kinds: Annotated[list[str], After("positives")] = []
    positive_edits: Annotated[list[list[Edit]], After("positive_kinds")] = []


class RewrittenRow(WithPositives, CaptionRow):
    """Hold a caption with its negatives, as rewrite, filter and synthesise write it."""

    negatives: list[Negative]


class ShardRow(WithPositives, Negative):
    """Hold one negative as a flat row, which training reads. The caption and its positives are repeated in each of its rows.

    Where there is an image, `image_id` is never null: without a name in the input it is a hash of the image (`hardneg.shards.image_ids`).
    Rows of one `image_group` are held out together: those of edits of the same image, and those of a series. It is null in other shards.
    """

    caption_id: Annotated[str, After("id")]
    caption: Annotated[str, After("caption_id")]
    image: Annotated[Image | None, After("weight")] = None
    image_id: Annotated[str | None, After("image")] = None
    image_group: Annotated[str | None, After("image_id")] = None
    source: Annotated[Source, After("other_images")]
    generator: Annotated[Generator, After("source")]
    run_id: str


class Reject(Row):
    """Hold a rejected caption or negative, with the reason. The caption of a rejected negative may itself be kept.

    For a caption `negative` and `caption_id` are null, and `id` is that of the caption (or the source key where there is no id yet).
    For a negative `id` is that of the negative, or of its target where nothing was written.
    """

    id: str
    caption_id: str | None = None
    stage: str
    reason: Reason
    detail: str | None = None
    caption: str | None = None
    negative: str | None = None
    family: Family | None = None
