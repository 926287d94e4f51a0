"""Explain each reason of a reject: its meaning, and what a user can do. The reference page is generated from this."""

from collections.abc import Mapping
from typing import NamedTuple

from hardneg.schemas.reasons import ImageReason, Reason


class Explanation(NamedTuple):
    """Explain a reason in one stage. Texts are Markdown."""

    reason: Reason | ImageReason
    meaning: str
    advice: str


EXPLANATIONS: Mapping[str, tuple[Explanation, ...]] = {
    "captions": (
        Explanation(
            Reason.BAD_RECORD,
            "the record could not be parsed: a missing cell, an unclosed quote, a cut file, a download that failed",
            "check the file; set `captions.format` or `captions.delimiter`",
        ),
        Explanation(Reason.NO_CAPTION, "the record has no caption, or its caption is null or a number", "set `captions.caption_column`"),
        Explanation(Reason.INVALID_UTF8, "the text is not UTF-8", "set `captions.encoding`, such as `cp1252`"),
        Explanation(Reason.EMPTY, "nothing is left after cleaning", "set `captions.caption_column` if there are many"),
        Explanation(
            Reason.TOO_SHORT,
            "fewer than `captions.min_chars` characters or `captions.min_words` words",
            "lower these; for lists of tags set `captions.form=tags`",
        ),
        Explanation(Reason.TOO_LONG, "more than `captions.max_chars` characters", "raise it"),
        Explanation(Reason.NO_WORDS, "the text has no letter", "set `captions.caption_column` if there are many"),
        Explanation(
            Reason.MOJIBAKE,
            "the text was decoded with the wrong encoding, and cannot be repaired",
            "export it again, or set `captions.encoding`",
        ),
        Explanation(
            Reason.BAD_TAG,
            'a tag is an address, has more than 120 characters, or contains `", "`',
            "clean the list, or set `captions.separator`",
        ),
        Explanation(Reason.LIST_OF_TAGS, "the record is a list of tags, and sentences were expected", "set `captions.form=tags`"),
        Explanation(
            Reason.NOT_ENGLISH,
            "the text is not English",
            "set `captions.language=null` to accept it; negatives are written for English",
        ),
        Explanation(Reason.DUPLICATE, "an exact repeat of (image, caption)", "set `captions.duplicates=mark` to keep it"),
        Explanation(Reason.IMAGE_MISSING, "the image is not at its path or URL", "set `captions.image_root`, or `captions.images=ignore`"),
        Explanation(
            Reason.IMAGE_REFUSED,
            "the record names an image outside the folder of the input, or on the web",
            "set `captions.image_locations` if you trust the records",
        ),
        Explanation(Reason.IMAGE_UNREADABLE, "the image cannot be decoded", "replace it, or set `captions.images=ignore`"),
        Explanation(
            Reason.IMAGE_TOO_LARGE, "the image has more than `captions.max_pixels` pixels, or 512 MiB", "raise it, or shrink the image"
        ),
    ),
    "parse": (
        Explanation(Reason.BOILERPLATE, "the caption is template text and nothing else", "nothing"),
        Explanation(
            Reason.NOT_A_DESCRIPTION,
            "the caption describes no scene: a headline, a guide, a product name, keywords",
            "set `captions.descriptions=any` to edit it",
        ),
        Explanation(Reason.NOTHING_TO_EDIT, "no family finds a target", "add families with `rewrite.families`"),
    ),
    "rewrite": (
        Explanation(
            Reason.NO_CANDIDATE,
            "no replacement is possible: the lexicon has none, or the grammar of the caption cannot follow",
            "nothing",
        ),
        Explanation(Reason.BAD_FILL, "the LLM wrote nothing that fits the edited span", "use `rewrite.writer=score`, or another LLM"),
        Explanation(Reason.SAME_AS_CAPTION, "the edit changes nothing (in `edit-pairs`: both captions are equal)", "nothing"),
        Explanation(Reason.DUPLICATE_NEGATIVE, "another target gave the same text", "nothing"),
        Explanation(
            Reason.BEYOND_CONTEXT,
            "the first `rewrite.max_edit_tokens` tokens are those of the caption",
            "raise it if the text encoder reads more",
        ),
        Explanation(
            Reason.NOT_EXCLUSIVE,
            "the replacement may be true beside the source word (a synonym, hypernym, hyponym or repeated tag), "
            "or another caption of the image has it",
            "nothing",
        ),
        Explanation(
            Reason.PARSE_CHANGED,
            "the negative parses differently outside the edit, or the replacement has another role",
            "nothing",
        ),
        Explanation(
            Reason.SURFACE,
            "the negative has an artefact that the caption has not, such as a doubled word or a wrong article",
            "nothing",
        ),
        Explanation(Reason.UNGRAMMATICAL, "a disagreement of number or gender that the caption has not", "nothing"),
        Explanation(Reason.OFFENSIVE, "the edit makes an insult", "nothing"),
        Explanation(
            Reason.IMPLAUSIBLE,
            "the plausibility is below `rewrite.plausibility.floor`",
            "lower the floor, or use a larger `rewrite.plausibility.model`",
        ),
        Explanation(
            Reason.STILL_TRUE,
            "the text matcher of `rewrite.balance.text_model` takes the negative for true",
            "calibrate the matcher, or raise `filter.match.alpha`; see below",
        ),
        Explanation(
            Reason.UNJUDGED,
            "caption and negative are longer than the LLM of `rewrite.balance.text_model` reads, even where only what differs is compared",
            "raise `max_model_len` of its section",
        ),
        Explanation(
            Reason.NO_NEGATIVE,
            "no proposal of the caption holds, is plausible and is selected; the detail says where the last one was lost",
            "add families, raise `rewrite.balance.tolerance`, lower the floor of plausibility",
        ),
    ),
    "filter": (
        Explanation(
            Reason.UNLIKELY,
            "the negative is much less likely than the caption: `lm_gap` above `filter.lm_gap_max`",
            "raise it; leakage grows",
        ),
        Explanation(
            Reason.TOO_LIKELY,
            "the negative is much likelier than the caption: `lm_gap` below `filter.lm_gap_min`",
            "lower it; more may be true",
        ),
        Explanation(
            Reason.STILL_TRUE,
            "`p_valid` is below the threshold of the bound, or the margin below that of the config",
            "calibrate the matcher on labels of your own, or raise `filter.match.alpha`",
        ),
        Explanation(
            Reason.DISPUTED,
            "an image matcher keeps the negative, and a later one that may judge its family as well finds it still true",
            "look at some: one is wrong; with `filter.match.second_opinions: false` later ones judge only what is not judged yet",
        ),
        Explanation(
            Reason.CAPTION_MISMATCH,
            "the caption does not fit its own image",
            "check the data, or set `caption_score_min` of the image matcher",
        ),
        Explanation(Reason.TOO_EASY, "the margin is above `margin_max` of the image matcher", "raise it, or set `null`"),
        Explanation(
            Reason.UNJUDGED,
            "the texts are longer than the text matcher reads, so it gave no score; or no matcher may judge the family or has learnt the "
            "words, and `filter.unjudged` is `drop`",
            "raise `filter.match.llm.max_model_len`; or calibrate a matcher that can judge the family",
        ),
        Explanation(Reason.IMAGE_MISSING, "the matcher cannot read the image", "as in `captions`"),
        Explanation(
            Reason.IMAGE_REFUSED,
            "the record names an image outside the folder of the input, or on the web",
            "set `captions.image_locations` if you trust the records",
        ),
        Explanation(Reason.IMAGE_UNREADABLE, "the matcher cannot read the image", "as in `captions`"),
        Explanation(Reason.NONE_KEPT, "no negative of the caption is left", "see the rejects of its negatives"),
    ),
    "synthesise": (
        Explanation(
            Reason.NEEDS_IMAGE,
            "text balance had discarded the negative, and its own image was not verified",
            "raise `synthesise.max_attempts`, or use another generator",
        ),
        Explanation(Reason.NOT_ONE_EDIT, "the two captions of an edit pair differ in too many words", "nothing"),
    ),
    "any": (
        Explanation(
            Reason.CRASHED,
            "the record killed its worker, and the part was halved until it was found",
            "report it; the detail has the error",
        ),
    ),
    "image": (
        Explanation(
            ImageReason.NOT_VERIFIED,
            "no drawing passed the matcher; the detail has the nearest",
            "raise `synthesise.max_attempts`, or use a better generator",
        ),
        Explanation(
            ImageReason.CHANGED_ELSEWHERE,
            "every drawing differs from the source outside the mask by more than `synthesise.drift_max`",
            "raise it, or use `mode: inpaint`",
        ),
        Explanation(
            ImageReason.NSFW,
            "the pipeline's own checker blacked out all drawings",
            "set `synthesise.safety=false` if you know the data",
        ),
        Explanation(ImageReason.PROMPT_TOO_LONG, "the negative is longer than the text encoder reads", "set `synthesise.long_prompts=cut`"),
        Explanation(
            ImageReason.EMPTY_MASK,
            "no place of the image belongs to the edited words",
            "give `boxes`, or lower `synthesise.mask_threshold`",
        ),
        Explanation(
            ImageReason.NOT_A_COLOUR,
            "`mode: recolour` shows a change of one colour of one thing, and the negative changes something else",
            "use another mode",
        ),
        Explanation(
            ImageReason.UNCLEAR_PLACE,
            "several places have the colour of the edited word, or the background has it",
            "give `boxes`, or an image matcher that locates the words",
        ),
        Explanation(
            ImageReason.COLOUR_NOT_SHOWN,
            "the region cannot be given the new colour believably",
            "use another mode",
        ),
        Explanation(
            ImageReason.SOURCE_MISSING,
            "the caption has no image to edit, or the image is not there",
            "use `mode: text`, or check the paths",
        ),
        Explanation(ImageReason.SOURCE_UNREADABLE, "the image to edit cannot be decoded", "replace it"),
    ),
}
"""Explanations by stage. `any` is of every stage, and `image` of negatives that continue without an image of their own."""
