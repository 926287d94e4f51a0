"""A negative that holds, as the columns of `hardneg.schemas.rows.Negative`. What the filter finds is still empty."""

from collections.abc import Sequence

from hardneg.grammar.splice import merged
from hardneg.rewrite.types import Checked
from hardneg.schemas.rows import Generator


def fields(checked: Checked, gap: float | None, model: str, edit_token: int) -> dict[str, object]:
    """The columns of a negative; `model` has scored it where there is a gap."""
    targets, generator = checked.draft.targets, checked.draft.generator
    if generator.method == "rules" and gap is not None:
        generator = Generator(method="rules+score", model=model, seed=generator.seed)
    return {
        "id": checked.id,
        "negative": checked.draft.negative,
        "family": targets[0].family,
        "kind": "+".join(sorted({target.kind for target in targets})),
        "edits": [edit._asdict() for edit in merged(checked.draft.edits)],
        "n_edits": len(targets),
        "edit_token": edit_token,
        "concreteness": _mean([target.concreteness for target in targets]),
        "visual": _mean([target.visual for target in targets]),
        "lm_gap": gap,
        "match_positive": None,
        "match_negative": None,
        "p_valid": None,
        "generator": generator.model_dump(),
        "needs_image": checked.needs_image,
    }


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
