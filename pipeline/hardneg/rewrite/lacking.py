"""Reject the captions without a negative, and say at which step they lost the last one."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from hardneg.rewrite.rejects import reject_caption
from hardneg.rewrite.types import CaptionState
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject
from hardneg.wording import amount


def unselected(proposed: Sequence[CaptionState], selected: Sequence[CaptionState]) -> list[Reject]:
    """Return the rejects of captions that had proposals before selection and have none after it."""
    return [
        reject_caption(before, Reason.NO_NEGATIVE, f"selection kept none of {amount(len(before.proposals), 'negative')} that hold")
        for before, after in zip(proposed, selected, strict=True)
        if before.proposals and not after.proposals
    ]


def without_negative(captions: Iterable[CaptionState], rejects: Iterable[Reject], families: Collection[str]) -> list[Reject]:
    """Return the rejects of the captions that have no proposal and are not rejected yet.

    Args:
        captions: The captions of a part after selection.
        rejects: The rejects of all steps so far, whose reasons are counted by caption.
        families: Configured families: the targets of others are not counted.
    """
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    done = set()
    for each in rejects:
        if each.reason == Reason.NO_NEGATIVE:
            done.add(each.id)
        elif each.caption_id is not None:
            reasons[each.caption_id][each.reason] += 1
    lacking = (each for each in captions if not each.proposals and each.id not in done)
    return [
        reject_caption(each, Reason.NO_NEGATIVE, _why(sum(target.family in families for target in each.targets), reasons[each.id]))
        for each in lacking
    ]


def _why(targets: int, reasons: Counter[str]) -> str:
    if not targets:
        return "no target: nothing in it may be edited"
    if not reasons:
        return f"{amount(targets, 'target')}, and no candidate fits"
    listed = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items(), key=lambda item: (-item[1], item[0])))
    return f"{amount(targets, 'target')}, and all that was proposed was rejected: {listed}"
