"""List the reasons why captions and negatives are rejected. All stages share one enum, so that rejects can be counted across them."""

from enum import StrEnum


class Reason(StrEnum):
    """Say why a caption or a negative is rejected. The value stands in the rejects files and in the done markers."""

    # captions: the record as it was read
    BAD_RECORD = "bad_record"
    NO_CAPTION = "no_caption"
    INVALID_UTF8 = "invalid_utf8"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"
    MOJIBAKE = "mojibake"
    BAD_TAG = "bad_tag"
    LIST_OF_TAGS = "list_of_tags"
    NOT_ENGLISH = "not_english"
    DUPLICATE = "duplicate"
    IMAGE_MISSING = "image_missing"
    IMAGE_REFUSED = "image_refused"
    IMAGE_UNREADABLE = "image_unreadable"
    IMAGE_TOO_LARGE = "image_too_large"

    # parse
    BOILERPLATE = "boilerplate"
    NOT_A_DESCRIPTION = "not_a_description"
    NOTHING_TO_EDIT = "nothing_to_edit"

    # rewrite: a proposed negative, or a caption without any
    NO_CANDIDATE = "no_candidate"
    BAD_FILL = "bad_fill"
    SAME_AS_CAPTION = "same_as_caption"
    DUPLICATE_NEGATIVE = "duplicate_negative"
    BEYOND_CONTEXT = "beyond_context"
    NOT_EXCLUSIVE = "not_exclusive"
    PARSE_CHANGED = "parse_changed"
    SURFACE = "surface"
    UNGRAMMATICAL = "ungrammatical"
    OFFENSIVE = "offensive"
    IMPLAUSIBLE = "implausible"
    NO_NEGATIVE = "no_negative"

    # filter; still_true also of rewrite, where a text matcher scores proposals
    UNLIKELY = "unlikely"
    TOO_LIKELY = "too_likely"
    STILL_TRUE = "still_true"
    DISPUTED = "disputed"
    CAPTION_MISMATCH = "caption_mismatch"
    TOO_EASY = "too_easy"
    UNJUDGED = "unjudged"
    NONE_KEPT = "none_kept"

    # synthesise, and shards where nothing was drawn
    NEEDS_IMAGE = "needs_image"

    # edit-instruction data
    NOT_ONE_EDIT = "not_one_edit"

    # any stage
    CRASHED = "crashed"


Verdict = tuple[Reason, str] | None
"""Reason and detail of a reject; None to keep the caption or the negative."""


class ImageReason(StrEnum):
    """Say why a negative has no image of its own. It is kept without one."""

    NOT_VERIFIED = "not_verified"
    CHANGED_ELSEWHERE = "changed_elsewhere"
    NSFW = "nsfw"
    PROMPT_TOO_LONG = "prompt_too_long"
    EMPTY_MASK = "empty_mask"
    NOT_A_COLOUR = "not_a_colour"
    UNCLEAR_PLACE = "unclear_place"
    COLOUR_NOT_SHOWN = "colour_not_shown"
    SOURCE_MISSING = "source_missing"
    SOURCE_UNREADABLE = "source_unreadable"
