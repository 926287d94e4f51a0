"""Write the bound on the share of false negatives in the card of the shards, and the confidence of the bound."""

from collections.abc import Mapping

from hardneg.schemas.calibration import Guarantee

SEEN_BY = {"image_matcher": "Rows with an image", "text_matcher": "Rows that no image matcher judged"}


def claims(guarantees: Mapping[str, Guarantee]) -> str:
    """Return a paragraph for each matcher of the filter, sorted by name, or a sentence where no matcher is set."""
    if not guarantees:
        return "The negatives are **unverified**: no matcher has judged whether they are false. Only the checks by rule vouch for it.\n"
    return "\n".join(f"* **{SEEN_BY.get(name, name)}**, scored by `{of.matcher}`: {claim(of)}\n" for name, of in sorted(guarantees.items()))


def claim(of: Guarantee) -> str:
    """Return which families a matcher judges, and the bound on what it keeps of them."""
    if not of.judged:
        return f"nothing is judged ({'; '.join(sorted(set(of.abstains.values())))})."
    return _families(of) + _bound(of)


def _families(of: Guarantee) -> str:
    """Say which families the matcher judges, where it does not judge all."""
    if not of.abstains:
        return ""
    return f"it judges {', '.join(of.judged)}, and has not been shown to be able to judge {', '.join(of.abstains)}. Of what it judges: "


def _bound(of: Guarantee) -> str:
    bound = of.bound
    if bound is None:
        return "scores only, without a calibration; no bound is claimed."
    if not bound.claimed:
        return f"no bound is claimed ({bound.why})."
    return (
        f"with probability {100 * (1 - bound.delta):g}% over the calibration data at most {100 * bound.alpha:g}% of the kept negatives are "
        f"true (calibrated on {of.rows_fit + of.rows_bound:,} negatives: {of.source}; of those held out, {bound.kept:,} are kept, of which "
        f"{bound.invalid:,} are true, and {bound.valid_kept:.1%} of the valid ones are kept). "
        f"This holds where these rows resemble the calibration data. {of.assumptions or ''}"
    ).rstrip()
