"""Turn a selected proposal into the columns of `hardneg.schemas.rows.Negative`. Those that later stages measure are empty."""

from collections.abc import Sequence

from hardneg.grammar.splice import merged
from hardneg.rewrite.rejects import negative_id
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.rows import Generator


def fields(caption: CaptionState, proposal: Proposal, model: str, edit_token: int) -> dict[str, object]:
    """Return the columns of a negative by name.

    Args:
        caption: The caption of the proposal.
        proposal: The selected proposal.
        model: Name of the LLM that scored it, where it has a log-likelihood gap.
        edit_token: Index of the first token that differs from the caption.
    """
    targets, generator = proposal.targets, proposal.generator
    if generator.method == "rules" and proposal.lm_gap is not None:
        generator = Generator(method="rules+score", model=model, seed=generator.seed)
    return {
        "id": negative_id(caption, proposal),
        "negative": proposal.negative,
        "family": proposal.family,
        "kind": proposal.kind,
        "edits": [edit._asdict() for edit in merged(proposal.edits)],
        "n_edits": len(targets),
        "edit_token": edit_token,
        "concreteness": _mean([target.concreteness for target in targets]),
        "visual": _mean([target.visual for target in targets]),
        "lm_gap": proposal.lm_gap,
        "match_positive": None,
        "match_negative": None,
        "p_valid": None,
        "text_score": proposal.text_score,
        "judged_by": None,
        "weight": proposal.weight,
        "generator": generator.model_dump(),
        "needs_image": proposal.needs_image,
    }


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
