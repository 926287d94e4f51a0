"""What becomes of drafts: those that hold are kept, all others are rejects with their reason."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.families import Name
from pipeline.grammar.sentence import Sentence
from pipeline.match.entailed import Entailed
from pipeline.parse.model import Parser
from pipeline.rewrite import check
from pipeline.rewrite.again import parsed_again
from pipeline.rewrite.context import Context
from pipeline.rewrite.write import Draft, Wanted
from schemas.reasons import Reason
from schemas.rows import Reject


class Checked(NamedTuple):
    """A negative that holds, with its id. With `needs_image` it is kept only where a verified image of its own shows it (`exempt`)."""

    id: str
    draft: Draft
    needs_image: bool = False


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
        verdict = check.surface(caption, made.negative, bool(sentences[row].tags)) or check.beginnings(caption, made.negative)
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
        verdicts = (check.structure(sentences[row], target, made.edits, again) for target in made.targets)
        verdict = next((each for each in verdicts if each is not None), None) or check.contradicted(sentences[row], made.edits, again)
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
    families = [each.draft.wanted.slot.target.family for _, each in places]
    judged = entailed.judge([sentences[i].text for i, _ in places], [each.draft.negative for _, each in places], families)
    for have in kept:
        have.clear()
    for (i, each), said in zip(places, judged.said, strict=True):
        if said is None:
            kept[i].append(each)
        else:
            rejects.append(reject(each.draft.wanted, ids[i], sentences[i], *said, each.draft.negative))
    return judged.usage


def reject(wanted: Wanted, caption_id: str, sentence: Sentence, reason: Reason, detail: str, negative: str | None = None) -> Reject:
    """The reject of a slot."""
    target = wanted.slot.target
    return Reject(
        id=_hash(caption_id, target.family, str(target.start), str(wanted.slot.seed)),
        caption_id=caption_id,
        stage="rewrite",
        reason=reason,
        detail=detail,
        caption=sentence.text[:500],
        negative=negative,
        family=Name(target.family),
    )


def negative_id(caption_id: str, made: Draft) -> str:
    """The id of a negative: by its caption, its family and its text."""
    return _hash(caption_id, made.wanted.slot.target.family, made.negative)


def _hash(*key: str) -> str:
    return hashlib.blake2b("\x1f".join(key).encode(), digest_size=8).hexdigest()
