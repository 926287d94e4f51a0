"""Write the bounds on the share of false negatives in the card of the shards, and the confidence of the bounds."""

from collections import Counter
from collections.abc import Iterable, Mapping

from hardneg.schemas.calibration import Bound, Guarantee
from hardneg.schemas.family import Family
from hardneg.schemas.manifest import SplitCounts

SEEN_BY = {"image_matcher": "Rows with an image", "text_matcher": "Rows that no image matcher judged"}


def claims(guarantees: Mapping[str, Guarantee]) -> str:
    """Return a paragraph for each matcher of the filter, sorted by name, or a sentence where no matcher is set."""
    if not guarantees:
        return "The negatives are **unverified**: no matcher has judged whether they are false. Only the checks by rule vouch for it.\n"
    return "\n".join(f"* **{seen_by(name)}**, scored by `{of.matcher}`: {claim(of)}\n" for name, of in sorted(guarantees.items()))


def seen_by(name: str) -> str:
    """Return which rows the judge of this name is asked about."""
    return SEEN_BY.get(name, "Rows that the image matchers before it left")


def claim(of: Guarantee) -> str:
    """Return which families a matcher judges, and the bounds on what it keeps of them."""
    if not of.judged:
        return f"nothing is judged ({'; '.join(sorted(set(of.abstains.values())))})."
    return _families(of) + _bounds(of) + _kinds(of)


def judgements(splits: Iterable[SplitCounts], guarantees: Mapping[str, Guarantee]) -> list[list[str]]:
    """Return a table with a header: for each family how many negatives each matcher judged, and with which bound; and how many none did."""
    counts: dict[str, Counter[str]] = {}
    for split in splits:
        for family, of_family in split.judges.items():
            counts.setdefault(family, Counter()).update(of_family)
    known = [of.matcher for _, of in sorted(guarantees.items())]
    matchers = list(dict.fromkeys(name for name in [*known, *sorted({name for each in counts.values() for name in each})] if name))
    shown = [name for name in matchers if any(each[name] for each in counts.values())]
    rows = [
        [family.value, *(_judged(family, counts[family][name], name, guarantees) for name in shown), _number(counts[family][""])]
        for family in Family
        if family in counts
    ]
    return [["family", *(f"judged by {name}" for name in shown), "unverified"], *rows] if rows else []


def _judged(family: Family, count: int, matcher: str, guarantees: Mapping[str, Guarantee]) -> str:
    bounds = [bound for of in guarantees.values() if of.matcher == matcher for bound in of.bounds if family in bound.families]
    claimed = next((bound for bound in bounds if bound.claimed), None)
    what = "no bound" if claimed is None else f"at most {100 * claimed.alpha:g}%" + (" with others" if len(claimed.families) > 1 else "")
    return f"{count:,} ({what})" if count else ""


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def _families(of: Guarantee) -> str:
    """Say which families the matcher judges, where it does not judge all."""
    if not of.abstains:
        return ""
    return f"it judges {', '.join(of.judged)}, and has not been shown to be able to judge {', '.join(of.abstains)}. Of what it judges: "


def _kinds(of: Guarantee) -> str:
    """Say which kinds the matcher does not judge in any family."""
    return "".join(f" Nothing of the kind {kind} is judged: {why}." for kind, why in of.abstains_from_kinds.items())


def _bounds(of: Guarantee) -> str:
    """Say what is claimed of which families: all claims hold together."""
    if not of.bounds:
        return "scores only, without a calibration; no bound is claimed."
    unclaimed = [f"no bound is claimed{_for(bound)} ({bound.why})" for bound in of.bounds if not bound.claimed]
    claimed = [bound for bound in of.bounds if bound.claimed]
    if not claimed:
        return "; ".join(unclaimed) + "."
    first = claimed[0]
    figures = "; ".join(
        f"{', '.join(bound.families) or 'all families'}: {bound.kept:,} are kept, of which {bound.invalid:,} are true, and "
        f"{bound.valid_kept:.1%} of the valid ones are kept"
        for bound in claimed
    )
    how = "each of these groups of families" if len(claimed) > 1 else "these families" if first.families else "all families"
    return (
        f"with probability {100 * (1 - first.delta):g}% over the calibration data at most {100 * first.alpha:g}% of the kept negatives are "
        f"true in {how} (calibrated on {of.rows_fit + of.rows_bound:,} negatives: {of.source}; of independent ones held out, {figures}). "
        f"{''.join(f'{each[0].upper()}{each[1:]}. ' for each in unclaimed)}"
        f"This holds where these rows resemble the calibration data. {of.assumptions or ''}"
    ).rstrip()


def _for(bound: Bound) -> str:
    return f" for {', '.join(bound.families)}" if bound.families else ""
