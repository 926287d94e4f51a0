"""Fill the slots of captions: an LLM or a rule writes each text, and edits put it into the caption.

An LLM fills holes where there is one and `rewrite.hole` is `choice` or `free`. Rules fill all other slots, and those for which the LLM
wrote nothing that fits.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.capitals import formed
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.lexicon import related
from hardneg.rewrite.generate.context_window import Context
from hardneg.rewrite.generate.prompts import Prompt
from hardneg.rewrite.generate.regexes import any_word_but
from hardneg.rewrite.generate.validate import admit
from hardneg.rewrite.llm.interface import LLM, Hole
from hardneg.rewrite.propose import attribute_moves
from hardneg.rewrite.rejects import reject_target
from hardneg.rewrite.types import CaptionState, Filled, Proposal, Slot, StepResult
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject
from hardneg.seeding import generator_for

Prompts = Mapping[str, Prompt]
Place = tuple[int, int]
"""Index of a caption, and of a slot in it."""

_MAX_TOKENS = 12


class Writing(NamedTuple):
    """Hold all that the texts depend on besides the captions. `llm` is None where rules write."""

    config: RewriteConfig
    seed: int
    prompts: Prompts
    context: Context
    llm: LLM | None = None


def fill(captions: Sequence[CaptionState], writing: Writing) -> StepResult:
    """Turn the slots of each caption into drafts. A slot without a text, an edit or a correct surface is a reject."""
    by_place = _written_by_llm(captions, writing)
    rejects: list[Reject] = []
    texts: dict[Place, Filled] = {}
    for i, caption in enumerate(captions):
        for k, slot in enumerate(caption.slots):
            written = by_place.get((i, k))
            if written is not None:
                texts[i, k] = written
            elif _has_hole(slot) and not slot.offered:
                rejects.append(_reject(caption, slot, Reason.BAD_FILL, "the LLM wrote no text that fits"))
            else:
                texts[i, k] = by_rule(slot, caption.id, writing.seed)
    found: list[CaptionState] = []
    for i, caption in enumerate(captions):
        drafts: list[Proposal | Reject] = []
        for k, slot in enumerate(caption.slots):
            if (i, k) in texts:
                drafts += _drafts(caption, slot, texts[i, k], writing)
        result = admit(caption._replace(slots=()), drafts, writing.context)
        found += result.captions
        rejects += result.rejects
    return StepResult(found, rejects)


def _drafts(caption: CaptionState, slot: Slot, written: Filled, writing: Writing) -> list[Proposal | Reject]:
    made = draft(slot, written, caption.sentence)
    if not isinstance(made, Proposal):
        return [_reject(caption, slot, *made, written.text)]
    return list(attribute_moves.with_removal(made, caption, writing.config, writing.seed))


def draft(slot: Slot, written: Filled, sentence: Sentence) -> Proposal | tuple[Reason, str]:
    """Return the negative of a filled slot, or the reason why there is none."""
    target = slot.target
    family = FAMILIES[Name(target.family)]
    if family.hole and not slot.offered:
        old = sentence.text[target.start : target.end].lower()
        new = written.text.lower()
        if related(new, target.lemma) or new == old or _repeats_a_tag(sentence, target, new):
            return Reason.NOT_EXCLUSIVE, written.text
    edits = family.realise(sentence, target, written.text)
    if not edits:
        return Reason.NO_CANDIDATE, "the family has no grammatical edit for this text"
    edits = [edit for edit in formed(sentence.text, edits) if edit.old != edit.new]
    return Proposal((target,), tuple(edits), splice(sentence.text, edits), written.generator)


def by_rule(slot: Slot, caption_id: str, seed: int) -> Filled:
    """Fill a slot without an LLM: draw one of the offered texts; without any the edit follows from the target."""
    generator = Generator(method="rules", seed=slot.seed)
    if not slot.offered:
        return Filled("", generator)
    rng = generator_for(seed, caption_id, "rewrite", f"rule:{slot.seed}")
    return Filled(rng.choice(slot.offered), generator)


def by_llm(slots: Sequence[tuple[Sentence, Slot]], prompts: Prompts, llm: LLM, model: str) -> list[Filled | None]:
    """Return the text that the LLM writes into each slot of a sentence; None where it wrote nothing that fits.

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
    """Return the request for a slot: a choice among the offered texts, or a regex that excludes the source word."""
    target = slot.target
    text = prompt.render(sentence.text, target.start, target.end)
    if slot.offered:
        return Hole(text, slot.seed, choices=slot.offered)
    old = sentence.text[target.start : target.end]
    return Hole(text, slot.seed, regex=free_regex(Name(target.family), old), max_tokens=_MAX_TOKENS)


def free_regex(name: Name, old: str) -> str:
    """Return the regex of a free replacement for `old`: the pattern of the family, without the source word itself."""
    pattern = FAMILIES[name].fill
    return pattern.replace("[a-z]+", any_word_but([old.lower()]), 1) if pattern.startswith("[a-z]+") else pattern


def _written_by_llm(captions: Sequence[CaptionState], writing: Writing) -> dict[Place, Filled | None]:
    if writing.llm is None or writing.config.hole == "score":
        return {}
    places = [(i, k) for i, caption in enumerate(captions) for k, slot in enumerate(caption.slots) if _has_hole(slot)]
    if not places:
        return {}
    slots = [(captions[i].sentence, captions[i].slots[k]) for i, k in places]
    return dict(zip(places, by_llm(slots, writing.prompts, writing.llm, writing.config.llm.model), strict=True))


def _has_hole(slot: Slot) -> bool:
    return FAMILIES[Name(slot.target.family)].hole


def _reject(caption: CaptionState, slot: Slot, reason: Reason, detail: str, text: str | None = None) -> Reject:
    return reject_target(caption, slot.target, slot.seed, reason, detail, text)


def _repeats_a_tag(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether a list of tags has `text`, or a word related to it, in another tag. The candidates of a family never do."""
    others = [word.lemma for word in sentence.words if word.pos == "NOUN" and not target.first <= word.i < target.last]
    return bool(sentence.tags) and any(related(text, other) and not related(target.lemma, other) for other in others)
