"""What the shards' card says of the filter: what is known, with which certainty, of the share of false negatives in it."""

from collections.abc import Mapping

from hardneg.schemas.calibration import Guarantee

SEEN_BY = {"image_matcher": "Rows with an image", "text_matcher": "Rows without an image"}


def claims(guarantees: Mapping[str, Guarantee]) -> str:
    """A paragraph for each matcher of the filter, in the order of their names; a sentence where no model judged."""
    if not guarantees:
        return "No model has checked that the negatives are false: they rest on the rules that wrote them alone.\n"
    return "\n".join(_claim(name, guarantees[name]) for name in sorted(guarantees))


def _claim(name: str, of: Guarantee) -> str:
    judged = f"* **{SEEN_BY.get(name, name)}**, judged by `{of.matcher}`: "
    bound = of.bound
    if bound is None:
        return judged + "scores only, without a calibration; nothing is claimed.\n"
    if not bound.claimed:
        return judged + f"no bound is claimed ({bound.why}).\n"
    return (
        judged
        + (
            f"with probability {1 - bound.delta:.0%} over the calibration data at most {bound.alpha:.0%} of what was kept "
            f"is not false after all "
            f"(calibrated on {of.rows_fit + of.rows_bound:,} negatives: {of.source}; there {bound.valid_kept:.1%} of the valid ones stay). "
            f"This holds as far as these rows are like those. {of.assumptions or ''}"
        ).rstrip()
        + "\n"
    )
