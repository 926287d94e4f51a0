"""Choose what the LLM is asked to write for a caption.

An ask is one item of the answer. It is for a target of the caption, whose span is replaced, or for a rewrite of the whole caption: of the
families that exchange phrases or clauses, and of negation, whose edits no single replacement describes.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardneg.families import FAMILIES, Name, Target
from hardneg.families.attribute import COMPARISON, modified
from hardneg.families.quantities import ARTICLE
from hardneg.families.relation import VERB
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.rewrite.propose import long_captions
from hardneg.rewrite.types import CaptionState
from hardneg.rewrite.writer.exchanges import pairs
from hardneg.schemas.config import RewriteConfig
from hardneg.seeding import seed_for

REWRITTEN = (Name.SWAP_ATTRIBUTE, Name.SWAP_OBJECT, Name.WORD_ORDER, Name.NEGATION, Name.TEMPORAL)
"""Families for which the whole caption is rewritten. They are asked first, so that a model does not copy its replacements into them."""
REWRITE_WORDS = 40
"""A longer caption is not rewritten as a whole: each rewrite costs its length, and models lose details."""


class Ask(NamedTuple):
    """Describe one item of the answer.

    Attributes:
        family: The family of the change.
        target: The span to be replaced; None where the whole caption is rewritten.
        hint: What the request says about the span, such as `colour of dog`, or the two things that change places.
        occurrence: Which of the equal words of the caption is meant, from 1; 0 where there is only one.
        closed: The only texts that are accepted, where the lexicon names all of them: numbers, prepositions, additions, and families that
            are not in `write.open`; else empty.
        seed: Of the proposals.
    """

    family: Name
    target: Target | None
    hint: str
    seed: int
    occurrence: int = 0
    closed: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """Return the regex of a replacement: one word for a verb, also in the family that replaces prepositions."""
        verb = self.family == Name.RELATION and self.target is not None and self.target.kind == VERB
        return FAMILIES[Name.ACTION if verb else self.family].fill


def asks_of(caption: CaptionState, config: RewriteConfig, seed: int) -> list[Ask]:
    """Return the asks of a caption: a rewrite, then `write.targets` spans of each other family."""
    growth = max(long_captions.times(caption.text, config), 1)
    ordered = long_captions.ordered(caption.sentence, caption.targets, caption.id, config, seed)
    wanted = [name for name in Name if name in config.families]
    found = list(_rewrites(caption, [family for family in wanted if family in REWRITTEN], seed))
    for family in (each for each in wanted if each not in REWRITTEN):
        targets = [each for each in ordered if each.family == family and _can_be_written(each) and _acts(caption.sentence, each)]
        asks = (_ask(caption, target, config.write.open, seed) for target in targets[: config.write.targets * growth])
        found.extend(ask for ask in asks if ask is not None)
    return found


def _ask(caption: CaptionState, target: Target, open_to: Sequence[Name], seed: int) -> Ask | None:
    """Return the ask for a target; None where the words that can replace it are known and fewer than two."""
    sentence, family = caption.sentence, FAMILIES[Name(target.family)]
    closed: tuple[str, ...] = ()
    if family.name not in open_to or (family.name == Name.RELATION and target.kind != VERB):
        closed = tuple(family.candidates(sentence, target)) if family.candidates is not None else ()
        if len(closed) < 2:
            return None
    own = seed_for(seed, caption.id, "rewrite", f"write:{target.family}:{target.kind}:{target.start}:{target.end}")
    return Ask(family.name, target, _hint(sentence, target), own, _occurrence(sentence, target), closed)


def _rewrites(caption: CaptionState, families: Sequence[Name], seed: int) -> Iterator[Ask]:
    """Yield asks for rewrites: of one of the families that can exchange something in the caption, drawn by its id, and of each other."""
    if len(caption.text.split()) > REWRITE_WORDS or caption.sentence.tags:
        return
    exchanges: list[Ask] = []
    for family in families:
        targets = [target for target in caption.targets if target.family == family]
        hint = _exchanged(caption.sentence, family, targets) if family.traits.exchange else ""
        ask = Ask(family, None, hint, seed_for(seed, caption.id, "rewrite", f"write:{family.value}"))
        if hint:
            exchanges.append(ask)
        elif targets and not family.traits.exchange:
            yield ask
    if exchanges:
        yield min(exchanges, key=lambda ask: ask.seed)


def _exchanged(sentence: Sentence, family: Name, targets: Sequence[Target]) -> str:
    """Return the two words that should change places: those of a rule's target, else of a pair that no rule finds; empty without one."""
    for target in (*targets, *pairs(sentence, family)):
        if target.partner_last is not None:
            return _and(sentence.words[target.last - 1], sentence.words[target.partner_last - 1])
    return ""


def _and(one: Word, two: Word) -> str:
    return f"{one.lower} and {two.lower}"


def _can_be_written(target: Target) -> bool:
    """Return whether words of a model can replace the target; of a comparative and of an article the lexicon knows all that can."""
    return FAMILIES[Name(target.family)].hole and target.kind not in (COMPARISON, ARTICLE) and target.end > target.start


def _acts(sentence: Sentence, target: Target) -> bool:
    """Return whether an act has another one: of a thing that neither lives nor drives, the lexicon knows all that it can do.

    Asked what else a clock that *sits* on a shelf may do, a model lets it sleep or walk.
    """
    if target.family != Name.ACTION:
        return True
    subject = sentence.subject(sentence.words[target.first])
    flags = noun_flags(subject.lemma) if subject is not None else frozenset[str]()
    if not flags or flags & {"animate", "vehicle"}:
        return True
    candidates = FAMILIES[Name.ACTION].candidates
    return candidates is not None and bool(candidates(sentence, target))


def _hint(sentence: Sentence, target: Target) -> str:
    """Return the kind of an attribute and what it describes."""
    if target.family != Name.ATTRIBUTE:
        return ""
    noun = modified(sentence, sentence.words[target.last - 1])
    return f"{target.kind} of {noun.text}" if noun is not None else target.kind


def _occurrence(sentence: Sentence, target: Target) -> int:
    """Return which occurrence of its words a target is; 0 for the only one."""
    old = sentence.text[target.start : target.end].lower()
    starts = [word.start for word in sentence.words if sentence.text[word.start :].lower().startswith(old)]
    same = [start for start in starts if not sentence.text[start + len(old) : start + len(old) + 1].isalnum()]
    return same.index(target.start) + 1 if len(same) > 1 and target.start in same else 0
