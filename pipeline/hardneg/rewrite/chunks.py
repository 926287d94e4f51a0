"""Work through the captions of a part in chunks, and keep the result of each chunk.

Selection goes over the whole part, and a larger part is balanced better. Nearly all of the time goes into the proposals before it, which
are made caption by caption, and into the paraphrases after it. With the default LLM a part of 4,096 captions takes an hour of a CPU. So
both are kept by chunk, and a worker that dies goes on after the last one (`hardneg.engine.checkpoints`).

A chunk begins with an empty cache of the LLM. So its result depends on its own captions and on nothing that ran before it.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from more_itertools import chunked
from pydantic import ConfigDict, TypeAdapter

from hardneg.engine import checkpoints, steps
from hardneg.llm.interface import LLM
from hardneg.rewrite.packed import PackedProposals, dumped
from hardneg.rewrite.types import CaptionState, StepResult
from hardneg.rewrite.writer.paraphrase import VerifiedParaphrases
from hardneg.schemas.rows import Reject

_Result = TypeVar("_Result")


class Proposed(NamedTuple):
    """Hold what is kept of a chunk: the proposals of each caption as JSON, with rejects and counts."""

    proposals: list[str]
    rejects: list[Reject]
    counts: dict[str, int]


_EXACT = ConfigDict(ser_json_inf_nan="constants")
_PROPOSED = TypeAdapter(Proposed, config=_EXACT)
_PARAPHRASES = TypeAdapter(VerifiedParaphrases, config=_EXACT)


class Chunks(NamedTuple):
    """Divide the captions of a part into chunks of `size`. `llm` is the one whose cache is emptied and whose tokens are counted."""

    size: int
    llm: LLM | None

    def proposed(self, captions: Sequence[CaptionState], step: Callable[[list[CaptionState]], StepResult]) -> StepResult:
        """Return the captions with the proposals that `step` makes of their slots."""
        found: list[CaptionState] = []
        rejects: list[Reject] = []
        counts: Counter[str] = Counter()

        def make(some: list[CaptionState]) -> Proposed:
            made = step(some)
            return Proposed([dumped(each.proposals) for each in made.captions], made.rejects, self._with_usage(made.counts))

        for some, made in self._each("proposals", captions, make, _PROPOSED):
            found += [caption._replace(slots=(), proposals=PackedProposals(own)) for caption, own in zip(some, made.proposals, strict=True)]
            rejects += made.rejects
            counts.update(made.counts)
        return StepResult(found, rejects, dict(sorted(counts.items())))

    def paraphrased(
        self, captions: Sequence[CaptionState], step: Callable[[list[CaptionState]], VerifiedParaphrases]
    ) -> VerifiedParaphrases:
        """Return the paraphrases that `step` writes of the captions."""
        positives = []
        counts: Counter[str] = Counter()

        def make(some: list[CaptionState]) -> VerifiedParaphrases:
            made = step(some)
            return made._replace(counts=self._with_usage(made.counts))

        for _, made in self._each("paraphrases", captions, make, _PARAPHRASES):
            positives += made.positives
            counts.update(made.counts)
        return VerifiedParaphrases(positives, dict(counts))

    def _each(
        self, what: str, captions: Sequence[CaptionState], make: Callable[[list[CaptionState]], _Result], form: TypeAdapter[_Result]
    ) -> Iterator[tuple[list[CaptionState], _Result]]:
        """Yield each chunk with its result, which is what is kept of it, read again."""
        done = 0
        for some in chunked(captions, self.size):
            steps.chunk(done, len(captions))
            key = f"{what}-{_digest(some)}"
            yield some, form.validate_json(checkpoints.once(key, lambda: form.dump_json(self._made(some, make))))  # noqa: B023 - called at once
            done += len(some)
            for each in some:
                each.sentence.forget()
        steps.chunk(0, 0)

    def _made(self, some: list[CaptionState], make: Callable[[list[CaptionState]], _Result]) -> _Result:
        if self.llm is not None:
            self.llm.fresh()
            self.llm.usage.take()  # of an attempt that failed
        return make(some)

    def _with_usage(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Return the counts with those of the LLM; a text matcher with an LLM of its own counts its tokens by the same names."""
        total = Counter(self.llm.usage.take() if self.llm is not None else {})
        total.update(counts)
        return dict(total)


def _digest(captions: Sequence[CaptionState]) -> str:
    """Return a hash of what the result of a chunk depends on besides the fingerprint of its part."""
    stated = repr([(each.id, each.draws_image, each.targets, each.slots, each.proposals, sorted(each.elsewhere)) for each in captions])
    return hashlib.blake2b(stated.encode(), digest_size=16).hexdigest()
