"""Define the records of the rewrite stage: one for each caption of a part, with its slots, drafts and proposals."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hardneg.families import Target
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.schemas.rows import Generator, Reject


class Slot(NamedTuple):
    """Describe an edit to be written: its target, the texts on offer, and its seed.

    Attributes:
        target: What is edited.
        offered: The texts on offer; empty where the edit follows from the target.
        seed: Of the choice among them.
        generator: What wrote the only text on offer, where an LLM did.
        outside: Set where that text is none that the lexicon would offer.
    """

    target: Target
    offered: tuple[str, ...]
    seed: int
    generator: Generator | None = None
    outside: bool = False


class Filled(NamedTuple):
    """Hold the text that fills a slot, and the method that wrote it."""

    text: str
    generator: Generator


class Proposal(NamedTuple):
    """Hold a negative of a caption with all measurements of it. There is one target for each declared change, all of one family.

    Attributes:
        targets: The targets that it edits, in the order of the caption.
        edits: The edits of the caption that give `negative`.
        negative: The edited text.
        generator: The method that wrote it.
        plausibility: Probability that a reader calls it a likely scene; None where it was not scored.
        text_score: Score of the text matcher for the negative beside its caption; None where no matcher was asked.
        lm_gap: log p(caption) - log p(negative) in nats; None where no LLM scored it.
        weight: Inverse propensity of its family in the selection (`hardneg.rewrite.debias.propensity`).
        outside: Set where an LLM wrote a replacement that the lexicon would not offer.
        needs_image: Set where it is kept only with a verified image of its own (`hardneg.rewrite.debias.exemption`).
    """

    targets: tuple[Target, ...]
    edits: tuple[Edit, ...]
    negative: str
    generator: Generator
    plausibility: float | None = None
    text_score: float | None = None
    lm_gap: float | None = None
    weight: float = 1.0
    needs_image: bool = False
    outside: bool = False

    @property
    def family(self) -> str:
        """Return the family of all its changes."""
        return self.targets[0].family

    @property
    def kind(self) -> str:
        """Return the kinds of its changes, each once: `colour`, or `colour+size`."""
        return "+".join(sorted({target.kind for target in self.targets}))


class CaptionState(NamedTuple):
    """Hold the state of a caption in `rewrite`. Each step returns a new state.

    Attributes:
        id: The id of the caption.
        sentence: Its text and parse.
        targets: The targets that may be edited.
        draws_image: Set where the caption has an image and images of its negatives will be drawn.
        elsewhere: Lemmas of the other captions of its image (`hardneg.rewrite.other_captions`).
        slots: The slots that are to be filled next.
        drafts: Negatives whose surface is correct and whose parse has not been checked.
        proposals: Negatives that hold, packed until selection (`hardneg.rewrite.packed`); after it those that were selected.
    """

    id: str
    sentence: Sentence
    targets: tuple[Target, ...] = ()
    draws_image: bool = False
    slots: tuple[Slot, ...] = ()
    drafts: tuple[Proposal, ...] = ()
    proposals: Sequence[Proposal] = ()
    elsewhere: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """Return the text of the caption."""
        return self.sentence.text


class StepResult(NamedTuple):
    """Hold the captions of a part after a step, with the rejects and the counts of all steps so far."""

    captions: list[CaptionState]
    rejects: list[Reject] = []
    counts: Mapping[str, int] = {}

    def then(self, step: Callable[[list[CaptionState]], "StepResult"]) -> "StepResult":
        """Apply the next step to the captions; its rejects follow those so far, and its counts are added to them."""
        captions, rejects, counts = step(self.captions)
        names = self.counts.keys() | counts.keys()
        added = {name: self.counts.get(name, 0) + counts.get(name, 0) for name in sorted(names)}
        return StepResult(captions, [*self.rejects, *rejects], added)
