"""Check drafts: the surface first, then the parse. A draft that fails is a reject with its reason."""

from collections.abc import Iterable, Sequence

from hardneg.engine import steps
from hardneg.grammar.sentence import Sentence
from hardneg.matching.entailment import EntailmentFilter
from hardneg.parse.model import Parser
from hardneg.rewrite.generate import checks
from hardneg.rewrite.generate.context_window import Context
from hardneg.rewrite.generate.second_parse import parsed_again
from hardneg.rewrite.other_captions import stated_elsewhere
from hardneg.rewrite.rejects import reject_proposal
from hardneg.rewrite.types import CaptionState, Proposal, StepResult
from hardneg.schemas.reasons import Reason, Verdict
from hardneg.schemas.rows import Reject


def add_drafts(caption: CaptionState, drafts: Iterable[Proposal | Reject], context: Context) -> StepResult:
    """Add the drafts whose surface is correct and whose text is new to a caption. Rejects among `drafts` are passed through in order."""
    rejects: list[Reject] = []
    added: list[Proposal] = []
    texts = {each.negative for each in (*caption.proposals, *caption.drafts)}
    for draft in drafts:
        if isinstance(draft, Reject):
            rejects.append(draft)
            continue
        verdict = checks.surface(caption.text, draft.negative, bool(caption.sentence.tags)) or checks.beginnings(
            caption.text, draft.negative
        )
        if verdict is None and draft.negative in texts:
            verdict = Reason.DUPLICATE_NEGATIVE, "another target gave the same text"
        if verdict is None and not context.sees_edit(caption.text, draft.negative):
            verdict = Reason.BEYOND_CONTEXT, f"the first {context.tokens} tokens equal those of the caption"
        if verdict is not None:
            rejects.append(reject_proposal(caption, draft, *verdict))
            continue
        texts.add(draft.negative)
        added.append(draft)
    return StepResult([caption._replace(drafts=(*caption.drafts, *added))], rejects)


def validate(captions: Sequence[CaptionState], parser: Parser) -> StepResult:
    """Parse the drafts and keep those that have the declared structure and that no other caption of the image states."""
    steps.begin("validate")
    drafts = [(caption.sentence, draft) for caption in captions for draft in caption.drafts]
    parses = parsed_again(drafts, parser)
    rejects: list[Reject] = []
    found: list[CaptionState] = []
    for caption in captions:
        valid: list[Proposal] = []
        for draft in caption.drafts:
            verdict = _verdict(caption, draft, next(parses))
            if verdict is None:
                valid.append(draft)
            else:
                rejects.append(reject_proposal(caption, draft, *verdict))
        found.append(caption._replace(drafts=(), proposals=(*caption.proposals, *valid)))
    return StepResult(found, rejects)


def _verdict(caption: CaptionState, draft: Proposal, parse: Sentence) -> Verdict:
    verdicts = (checks.structure(caption.sentence, target, draft.edits, parse) for target in draft.targets)
    return (
        next((each for each in verdicts if each is not None), None)
        or checks.contradicted(caption.sentence, draft.edits, parse)
        or stated_elsewhere(caption.elsewhere, caption.sentence, draft.family, draft.edits, parse)
    )


def drop_entailed(captions: Sequence[CaptionState], entailed: EntailmentFilter) -> StepResult:
    """Reject the proposals that follow from their caption, by the text matcher. The others keep its score for `filter`.

    Call before edits are combined: a caption with two false edits is false as well.
    """
    steps.begin("entailment")
    pairs = [(caption, each) for caption in captions for each in caption.proposals]
    judged = entailed.judge(
        [caption.text for caption, _ in pairs],
        [each.negative for _, each in pairs],
        [each.family for _, each in pairs],
        [each.kind for _, each in pairs],
    )
    verdicts = zip(judged.said, judged.scores.tolist(), strict=True)
    rejects: list[Reject] = []
    found: list[CaptionState] = []
    for caption in captions:
        valid: list[Proposal] = []
        for each in caption.proposals:
            verdict, score = next(verdicts)
            if verdict is None:
                valid.append(each._replace(text_score=score))
            else:
                rejects.append(reject_proposal(caption, each, *verdict))
        found.append(caption._replace(proposals=tuple(valid)))
    return StepResult(found, rejects, judged.usage)
