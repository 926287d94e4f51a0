"""What becomes of drafts: those that hold are kept, all others are rejects with their reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hardneg.grammar.sentence import Sentence
from hardneg.matching.entailment import Entailed
from hardneg.parse.model import Parser
from hardneg.rewrite.generate import checks
from hardneg.rewrite.generate.context_window import Context
from hardneg.rewrite.generate.second_parse import parsed_again
from hardneg.rewrite.rejects import negative_id, reject
from hardneg.rewrite.types import Checked, Draft
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject


def keep(
    drafts: Iterable[Draft | Reject],
    sentences: Sequence[Sentence],
    ids: Sequence[str],
    kept: Sequence[list[Checked]],
    parser: Parser,
    context: Context,
) -> Iterator[Reject]:
    """Check the surface, parse again what is edited, check the structure at each target; put into `kept` what holds, and yield the rest."""
    clean: list[Draft] = []
    texts = {(i, each.draft.negative) for i, have in enumerate(kept) for each in have}
    for made in drafts:
        if isinstance(made, Reject):
            yield made
            continue
        row = made.wanted.row
        caption = sentences[row].text
        verdict = checks.surface(caption, made.negative, bool(sentences[row].tags)) or checks.beginnings(caption, made.negative)
        if verdict is None and (row, made.negative) in texts:
            verdict = Reason.DUPLICATE_NEGATIVE, "another target gave the same"
        if verdict is None and not context.sees_edit(caption, made.negative):
            verdict = Reason.BEYOND_CONTEXT, f"the first {context.tokens} tokens are those of the caption"
        if verdict is not None:
            yield reject(made.wanted, ids[row], sentences[row], *verdict, made.negative)
            continue
        texts.add((row, made.negative))
        clean.append(made)
    for made, again in zip(clean, parsed_again(clean, sentences, parser), strict=True):
        row = made.wanted.row
        verdicts = (checks.structure(sentences[row], target, made.edits, again) for target in made.targets)
        verdict = next((each for each in verdicts if each is not None), None) or checks.contradicted(sentences[row], made.edits, again)
        if verdict is None:
            kept[row].append(Checked(negative_id(ids[row], made), made))
        else:
            yield reject(made.wanted, ids[row], sentences[row], *verdict, made.negative)


def doubt(
    kept: Sequence[list[Checked]], sentences: Sequence[Sentence], ids: Sequence[str], rejects: list[Reject], entailed: Entailed
) -> Mapping[str, int]:
    """Take out of `kept` what follows from its caption, to `rejects`; the usage of the matcher. To be asked of single changes: several that
    are false are false together.
    """
    places = [(i, each) for i, have in enumerate(kept) for each in have]
    families = [each.draft.family for _, each in places]
    judged = entailed.judge([sentences[i].text for i, _ in places], [each.draft.negative for _, each in places], families)
    for have in kept:
        have.clear()
    for (i, each), said in zip(places, judged.said, strict=True):
        if said is None:
            kept[i].append(each)
        else:
            rejects.append(reject(each.draft.wanted, ids[i], sentences[i], *said, each.draft.negative))
    return judged.usage
