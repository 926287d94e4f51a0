"""Stop a run whose stage rejects all rows, or nearly all, with one line that says why and what to do."""

from collections.abc import Mapping, Sequence

from hardneg.engine import parts, storage
from hardneg.errors import UserError
from hardneg.schemas.manifest import Done
from hardneg.schemas.reasons import Reason

MINIMAL_SHARE = 0.01
"""Share of rows. Where no more are left and the others could not be read, the format of the input was misrecognised."""

UNREADABLE = frozenset({
    Reason.BAD_RECORD, Reason.NO_CAPTION, Reason.INVALID_UTF8, Reason.EMPTY, Reason.NO_WORDS, Reason.BAD_TAG, Reason.LIST_OF_TAGS,
    Reason.IMAGE_MISSING, Reason.IMAGE_REFUSED, Reason.IMAGE_UNREADABLE,
})  # fmt: skip

REMEDIES: Mapping[str, str] = {
    Reason.BAD_RECORD: "the format may be another: set captions.format (or captions.delimiter)",
    Reason.NO_CAPTION: "the captions may be in another column: set captions.caption_column",
    Reason.INVALID_UTF8: "the text may be in another encoding: set captions.encoding, such as cp1252",
    Reason.EMPTY: "the captions may be in another column: set captions.caption_column",
    Reason.NO_WORDS: "the captions may be in another column: set captions.caption_column",
    Reason.LIST_OF_TAGS: "these are lists of tags: set captions.form=tags",
    Reason.TOO_SHORT: "lower captions.min_words and captions.min_chars keep shorter ones; lists of tags need captions.form=tags",
    Reason.TOO_LONG: "a larger captions.max_chars keeps longer captions",
    Reason.NOT_ENGLISH: "negatives are made of English captions only; captions.language=null keeps all",
    Reason.DUPLICATE: "captions.duplicates=mark keeps repeated captions",
    Reason.IMAGE_MISSING: "paths may start elsewhere: set captions.image_root, or captions.images=ignore",
    Reason.IMAGE_REFUSED: "if you trust the records, allow where their images are: set captions.image_locations",
    Reason.IMAGE_UNREADABLE: "captions.images=ignore does without images",
    Reason.NOTHING_TO_EDIT: "other families may find something: set rewrite.families",
    Reason.NO_NEGATIVE: "more is proposed by other families (rewrite.families), and kept by a larger rewrite.balance.tolerance and a lower "
    "rewrite.plausibility.floor",
    Reason.NONE_KEPT: "the filter's thresholds are filter.lm_gap_max and filter.match",
}


def require_rows(out: str, stages: Sequence[str], count: int) -> None:
    """Check that each of the `stages` has kept rows in its `count` parts.

    Raises:
        UserError: A stage has kept none, or nearly none because its input could not be read.
    """
    for stage in stages:
        dones = [done for done in parts.read_dones(out, stage, count) if done is not None]
        read, left = sum(done.rows_in for done in dones), sum(done.rows_out for done in dones)
        reasons = parts.stopped(dones)
        if not read or not reasons or (left and left > MINIMAL_SHARE * read):
            continue
        reason = Reason(max(reasons, key=lambda each: reasons[each][0]))
        if left and reason not in UNREADABLE:
            continue
        rejects = storage.join(out, stage, "part-*.rejects.parquet")
        remedy = REMEDIES.get(reason)
        raise UserError(
            f"{stage}: {left:,} of {read:,} captions are left; most often {reason} ({reasons[reason][0]:,})"
            f"{example(out, stage, dones, reason)}{f'. {remedy}' if remedy else ''}. All rejects: {rejects}"
        )


def example(out: str, stage: str, dones: Sequence[Done], reason: str) -> str:
    """Return the first caption that was rejected for a reason, or the detail where there is no caption."""
    done = next((each for each in dones if each.rejected.get(reason)), None)
    if done is None:
        return ""
    rows = storage.read_parquet(storage.read(parts.rejects_path(out, stage, done.part)), ["reason", "detail", "caption"]).to_pylist()
    row = next((each for each in rows if each["reason"] == reason), None)
    if row is None:
        return ""
    caption = f", such as {row['caption'][:80]!r}" if row["caption"] else ""
    return caption + (f" ({row['detail'][:160]})" if row["detail"] else "")
