"""From slots to texts: the LLM writes the holes, rules write what it cannot, and an edit puts each text into its caption."""

from collections.abc import Sequence

from hardneg.families import FAMILIES, Name, Target
from hardneg.grammar.capitals import formed
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.lexicon import related
from hardneg.rewrite.generate.prompts import Prompt
from hardneg.rewrite.generate.regexes import any_word_but
from hardneg.rewrite.llm.interface import LLM, Hole
from hardneg.rewrite.types import Draft, Slot, Wanted, Written
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator
from hardneg.seeding import generator_for


def by_rule(wanted: Wanted, caption_id: str, seed: int) -> Written:
    """The slot filled without an LLM: nothing where the edit follows from the target, else one of what is offered."""
    slot = wanted.slot
    generator = Generator(method="rules", seed=slot.seed)
    if not slot.offered:
        return Written("", generator)
    chance = generator_for(seed, caption_id, "rewrite", f"rule:{slot.seed}")
    return Written(chance.choice(slot.offered), generator)


def hole_of(sentence: Sentence, slot: Slot, prompt: Prompt) -> Hole:
    """The request for a slot: a choice among what is offered, or any words but the one that stands there."""
    target = slot.target
    old = sentence.text[target.start : target.end]
    text = prompt.render(sentence.text, target.start, target.end)
    if slot.offered:
        return Hole(text, slot.seed, choices=slot.offered)
    return Hole(text, slot.seed, regex=free_regex(Name(target.family), old), max_tokens=12)


def free_regex(name: Name, old: str) -> str:
    """What an LLM may write freely for `old`: the family's pattern, never the word that stands there."""
    pattern = FAMILIES[name].fill
    return pattern.replace("[a-z]+", any_word_but([old.lower()]), 1) if pattern.startswith("[a-z]+") else pattern


def by_llm(
    wanted: Sequence[Wanted], sentences: Sequence[Sentence], prompts: dict[str, Prompt], llm: LLM, model: str
) -> list[Written | None]:
    """The slots filled by the LLM, in order; None where it wrote nothing that can stand there.

    Requests go family by family, so that the prompts' shared beginnings are computed once.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i].slot.target.family, i))
    holes = [hole_of(sentences[wanted[i].row], wanted[i].slot, prompts[wanted[i].slot.target.family]) for i in order]
    found: list[Written | None] = [None] * len(wanted)
    for i, hole, fill in zip(order, holes, llm.fill(holes), strict=True):
        text = fill.text.strip()
        prompt = prompts[wanted[i].slot.target.family]
        generator = Generator(
            method="llm", model=model, prompt=prompt.id, prompt_version=prompt.version, prompt_hash=prompt.hash, seed=hole.seed
        )
        if fill.ok and text and (not hole.choices or text in hole.choices):
            found[i] = Written(text, generator)
    return found


def draft(wanted: Wanted, written: Written, sentence: Sentence) -> Draft | tuple[Reason, str]:
    """The negative of a filled slot, or why there is none."""
    target = wanted.slot.target
    family = FAMILIES[Name(target.family)]
    if family.hole and not wanted.slot.offered:
        old = sentence.text[target.start : target.end].lower()
        if related(written.text.lower(), target.lemma) or written.text.lower() == old or _in_list(sentence, target, written.text.lower()):
            return Reason.NOT_EXCLUSIVE, written.text
    edits = family.realise(sentence, target, written.text)
    if not edits:
        return Reason.NO_CANDIDATE, "the grammar of the caption cannot follow"
    edits = [edit for edit in formed(sentence.text, edits) if edit.old != edit.new]
    return Draft(wanted, tuple(edits), splice(sentence.text, edits), written.generator)


def _in_list(sentence: Sentence, target: Target, text: str) -> bool:
    """Whether a list of tags has `text`, or what is as good as it, in another tag. Candidates of a family never are."""
    others = [word.lemma for word in sentence.words if word.pos == "NOUN" and not target.first <= word.i < target.last]
    return bool(sentence.tags) and any(related(text, other) and not related(target.lemma, other) for other in others)
