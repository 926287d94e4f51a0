"""Fill the slots of captions: an LLM or a rule writes each text, and edits splice it into the caption.

With `rewrite.writer` `choice` an LLM fills the holes. Rules fill all other slots, and those for which the LLM
wrote no valid text.

Slot: a target with the texts on offer and a seed; it asks for one edit.
Hole: the request to an LLM for the text of a slot, with the constraint on that text.
Filled: the text of a slot, with the method that wrote it.
Draft: the negative made from a filled slot; its parse has not been checked.
Proposal: a draft whose parse is valid. A draft has the same type.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hardneg.engine import steps
from hardneg.families import FAMILIES, Name
from hardneg.grammar.capitals import with_casing
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.llm.interface import LLM, Hole
from hardneg.rewrite.generate.context_window import Context
from hardneg.rewrite.generate.prompt import Prompt
from hardneg.rewrite.generate.validate import add_drafts
from hardneg.rewrite.propose import attribute_moves
from hardneg.rewrite.rejects import reject_target
from hardneg.rewrite.types import CaptionState, Filled, Proposal, Slot, StepResult
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject
from hardneg.seeding import generator_for

Prompts = Mapping[str, Prompt]
SlotIndex = tuple[int, int]
"""Index of a caption in the part, and of a slot in the caption."""


class FillContext(NamedTuple):
    """Hold what the filled texts depend on besides the captions. `llm` is None where rules fill all slots."""

    config: RewriteConfig
    seed: int
    prompts: Prompts
    context: Context
    llm: LLM | None = None


def fill(captions: Sequence[CaptionState], fill_context: FillContext) -> StepResult:
    """Turn the slots of each caption into drafts. A slot without a text, an edit or a correct surface is a reject."""
    steps.begin("fill")
    from_llm = _filled_by_llm(captions, fill_context)
    rejects: list[Reject] = []
    filled: dict[SlotIndex, Filled] = {}
    for i, caption in enumerate(captions):
        for k, slot in enumerate(caption.slots):
            text = from_llm.get((i, k))
            if text is not None:
                filled[i, k] = text
            elif _has_hole(slot) and not slot.offered:
                rejects.append(_reject(caption, slot, Reason.BAD_FILL, "the LLM wrote no valid text"))
            else:
                filled[i, k] = by_rule(slot, caption.id, fill_context.seed)
    found: list[CaptionState] = []
    for i, caption in enumerate(captions):
        drafts: list[Proposal | Reject] = []
        for k, slot in enumerate(caption.slots):
            if (i, k) in filled:
                drafts += _drafts(caption, slot, filled[i, k], fill_context)
        result = add_drafts(caption._replace(slots=()), drafts, fill_context.context)
        found += result.captions
        rejects += result.rejects
    return StepResult(found, rejects)


def _drafts(caption: CaptionState, slot: Slot, filled_slot: Filled, fill_context: FillContext) -> list[Proposal | Reject]:
    made = draft(slot, filled_slot, caption.sentence)
    if not isinstance(made, Proposal):
        return [_reject(caption, slot, *made, filled_slot.text)]
    return list(attribute_moves.with_removal(made, caption, fill_context.config, fill_context.seed))


def draft(slot: Slot, filled_slot: Filled, sentence: Sentence) -> Proposal | tuple[Reason, str]:
    """Return the draft of a filled slot, or the reason and detail of its reject."""
    target = slot.target
    family = FAMILIES[Name(target.family)]
    edits = family.realise(sentence, target, filled_slot.text)
    if not edits:
        return Reason.NO_CANDIDATE, "the family has no grammatical edit for this text"
    edits = [edit for edit in with_casing(sentence.text, edits) if edit.old != edit.new]
    return Proposal((target,), tuple(edits), splice(sentence.text, edits), filled_slot.generator, outside=slot.outside)


def by_rule(slot: Slot, caption_id: str, seed: int) -> Filled:
    """Fill a slot that needs no request: draw one of the offered texts; without any the edit follows from the target."""
    generator = slot.generator or Generator(method="rules", seed=slot.seed)
    if not slot.offered:
        return Filled("", generator)
    rng = generator_for(seed, caption_id, "rewrite", f"rule:{slot.seed}")
    return Filled(rng.choice(slot.offered), generator)


def by_llm(slots: Sequence[tuple[Sentence, Slot]], prompts: Prompts, llm: LLM, model: str) -> list[Filled | None]:
    """Return the text that the LLM writes into each slot of a sentence; None where it wrote no valid text.

    Requests are ordered by family, so that an engine computes the shared beginning of the prompts once.
    """
    order = sorted(range(len(slots)), key=lambda i: (slots[i][1].target.family, i))
    holes = [hole_of(*slots[i], prompts[slots[i][1].target.family]) for i in order]
    found: list[Filled | None] = [None] * len(slots)
    for i, hole, answer in zip(order, holes, llm.fill(holes), strict=True):
        text = answer.text.strip()
        prompt = prompts[slots[i][1].target.family]
        generator = Generator(
            method="llm", model=model, prompt=prompt.id, prompt_version=prompt.version, prompt_hash=prompt.hash, seed=hole.seed
        )
        if answer.ok and text and (not hole.choices or text in hole.choices):
            found[i] = Filled(text, generator)
    return found


def hole_of(sentence: Sentence, slot: Slot, prompt: Prompt) -> Hole:
    """Return the request for a slot: a choice among the offered texts."""
    target = slot.target
    return Hole(prompt.render(sentence.text, target.start, target.end), slot.seed, choices=slot.offered)


def _filled_by_llm(captions: Sequence[CaptionState], fill_context: FillContext) -> dict[SlotIndex, Filled | None]:
    if fill_context.llm is None or fill_context.config.writer != "choice":
        return {}
    indices = [(i, k) for i, caption in enumerate(captions) for k, slot in enumerate(caption.slots) if _has_hole(slot)]
    if not indices:
        return {}
    slots = [(captions[i].sentence, captions[i].slots[k]) for i, k in indices]
    return dict(zip(indices, by_llm(slots, fill_context.prompts, fill_context.llm, fill_context.config.llm.model), strict=True))


def _has_hole(slot: Slot) -> bool:
    return FAMILIES[Name(slot.target.family)].hole


def _reject(caption: CaptionState, slot: Slot, reason: Reason, detail: str, text: str | None = None) -> Reject:
    return reject_target(caption, slot.target, slot.seed, reason, detail, text)
