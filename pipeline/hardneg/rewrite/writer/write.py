"""Write proposals for the captions of a part by an LLM.

    asks      what is asked of each caption (`asks`)
    request   one chat for each caption, which share all messages but the last (`request`)
    answer    one text for each ask, or none (`answer`)
    fit       a replacement becomes a slot that is filled already (`fit_word`)
    rewrite   a whole caption becomes a draft if it is one declared change (`exchanges`, `rewritten`)

What does not fit is a reject with its reason. Slots and drafts then pass through the same checks as those of the lexicon, and selection
sees no difference between them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hardneg.engine import steps
from hardneg.families import FAMILIES, Name, Target
from hardneg.llm.interface import LLM, Fill, Message
from hardneg.rewrite.generate.context_window import Context
from hardneg.rewrite.generate.prompt import Prompt
from hardneg.rewrite.generate.validate import add_drafts
from hardneg.rewrite.rejects import reject_target
from hardneg.rewrite.types import CaptionState, Proposal, Slot, StepResult
from hardneg.rewrite.writer.answer import texts_of
from hardneg.rewrite.writer.asks import Ask, asks_of
from hardneg.rewrite.writer.fit_word import Fitted, fit
from hardneg.rewrite.writer.request import chat_of, span_of
from hardneg.rewrite.writer.rewritten import draft_of
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject
from hardneg.seeding import seed_for


class WriterContext(NamedTuple):
    """Hold what the written texts depend on besides the captions.

    Attributes:
        config: Of the stage.
        seed: Of the run.
        prompts: By family.
        shared: Messages that all requests begin with.
        context: Tokens that the text encoder reads.
        llm: The model.
        judged: Set where a matcher judges the negatives later.
    """

    config: RewriteConfig
    seed: int
    prompts: Mapping[str, Prompt]
    shared: tuple[Message, ...]
    context: Context
    llm: LLM
    judged: bool


def write(captions: Sequence[CaptionState], writer: WriterContext) -> StepResult:
    """Put the replacements that the LLM writes before the slots of each caption, and its rewrites among the drafts."""
    steps.begin("write")
    asked = [asks_of(caption, writer.config, writer.seed) for caption in captions]
    rows = [i for i, asks in enumerate(asked) if asks]
    chats = [
        chat_of(
            captions[i].text,
            asked[i],
            writer.shared,
            writer.config.write.proposals,
            seed_for(writer.seed, captions[i].id, "rewrite", "write"),
        )
        for i in rows
    ]
    fills = dict(zip(rows, writer.llm.chat(chats), strict=True))
    found, rejects, counts = [], list[Reject](), Counter[str]()
    for i, caption in enumerate(captions):
        if i not in fills:
            found.append(caption)
            continue
        result = _accepted(caption, asked[i], fills[i], writer, counts)
        found += result.captions
        rejects += result.rejects
    return StepResult(found, rejects, dict(counts))


def _accepted(caption: CaptionState, asks: Sequence[Ask], fill: Fill, writer: WriterContext, counts: Counter[str]) -> StepResult:
    """Return the caption with what is well-formed and fits of an answer."""
    rejects: list[Reject] = []
    slots: list[Slot] = []
    drafts: list[Proposal | Reject] = []
    counts["write_requests"] += 1
    answered = texts_of(caption.text, asks, fill)
    counts["write_requests_well_formed"] += fill.ok and all(answered)
    for ask, texts in zip(asks, answered, strict=True):
        family = ask.family.value
        counts[f"write_asked_{family}"] += 1
        counts[f"write_well_formed_{family}"] += bool(texts)
        if not texts:
            rejects.append(_reject(caption, ask, ask.seed, Reason.BAD_FILL, _why(fill)))
        for text in texts:
            counts[f"write_proposed_{family}"] += 1
            generator = _generator(caption, ask, text, writer)
            made = _made(caption, ask, text, generator, writer.judged)
            if isinstance(made, Slot) and any((each.target, each.offered) == (made.target, made.offered) for each in slots):
                made = Reason.DUPLICATE_NEGATIVE, "another word of the answer has this form here"
            if not isinstance(made, Slot | Proposal):
                rejects.append(_reject(caption, ask, generator.seed, *made, text))
                continue
            counts[f"write_one_change_{family}"] += 1
            if isinstance(made, Slot):
                slots.append(made)
            else:
                drafts.append(made)
    result = add_drafts(caption._replace(slots=_merged(slots, caption.slots)), drafts, writer.context)
    return StepResult(result.captions, [*rejects, *result.rejects])


def _made(caption: CaptionState, ask: Ask, text: str, generator: Generator, judged: bool) -> Slot | Proposal | tuple[Reason, str]:
    if ask.target is None:
        return draft_of(caption, ask.family, text, generator)
    fitted = fit(caption.sentence, ask.target, text, judged)
    if not isinstance(fitted, Fitted):
        return fitted
    return Slot(ask.target, (fitted.text,), generator.seed or 0, generator, fitted.outside)


def _merged(written: Sequence[Slot], others: Sequence[Slot]) -> tuple[Slot, ...]:
    """Return the written slots, each text of a target once, and those of the lexicon with other texts."""
    seen: set[tuple[Target, str]] = set()
    found = []
    for slot in (*written, *others):
        key = (slot.target, slot.offered[0].lower()) if len(slot.offered) == 1 else None
        if key is None or key not in seen:
            found.append(slot)
        if key is not None:
            seen.add(key)
    return tuple(found)


def _generator(caption: CaptionState, ask: Ask, text: str, writer: WriterContext) -> Generator:
    prompt = writer.prompts[ask.family.value]
    return Generator(
        method="llm",
        model=writer.config.llm.model,
        prompt=prompt.id,
        prompt_version=prompt.version,
        prompt_hash=prompt.hash,
        seed=seed_for(ask.seed, caption.id, "rewrite", f"write:{text}"),
    )


def _why(fill: Fill) -> str:
    if not fill.tokens_in:
        return "the caption and its answer exceed rewrite.llm.max_model_len"
    return "the LLM's answer has no such item" if fill.ok else "the LLM's answer was cut"


def _reject(caption: CaptionState, ask: Ask, seed: int | None, reason: Reason, detail: str, text: str | None = None) -> Reject:
    target = ask.target or Target(ask.family.value, "written", 0, 0, 0, 0, "")
    said = f"{detail} (asked: {span_of(caption.text, ask) or ask.family.value})"
    return reject_target(caption, target, seed, reason, said, text)


def chosen_counts(proposed: Sequence[CaptionState], chosen: Sequence[CaptionState]) -> dict[str, int]:
    """Count by source and family the proposals that passed all checks, those chosen, and the chosen replacements outside the lexicon."""
    counts: Counter[str] = Counter()
    for name, captions in (("checked", proposed), ("chosen", chosen)):
        for each in (proposal for caption in captions for proposal in caption.proposals):
            source = "llm" if each.generator.method == "llm" else "lexicon"
            counts[f"{name}_{source}_{each.family}"] += 1
            counts[f"{name}_outside_{each.family}"] += each.outside
    return {name: count for name, count in counts.items() if count}


def families_written(families: Sequence[Name]) -> list[Name]:
    """Return the families that the LLM can write for: those with a hole, and those whose whole caption is rewritten."""
    return [name for name in Name if name in families and (FAMILIES[name].hole or name.traits.exchange)]
