import math
import tracemalloc

from hardneg.families import Target
from hardneg.grammar.splice import Edit
from hardneg.rewrite.packed import PackedProposals, dumped
from hardneg.rewrite.types import Proposal
from hardneg.schemas.rows import Generator

TARGET = Target("object", "noun", 1, 2, 2, 5, "dog", 4.85, 3.9)
WORDS = ("cat", "horse", "cow", "bird", "fox", "bear", "sheep", "goat")
PROPOSALS = tuple(
    Proposal(
        (TARGET,), (Edit(2, 5, "dog", word),), f"A {word} sleeps on a red couch beside a lamp.", Generator(method="rules", seed=2**62 + n)
    )
    for n, word in enumerate(WORDS)
)


def test_proposals_come_back_as_they_went_in() -> None:
    scored = PROPOSALS[0]._replace(lm_gap=0.1 + 0.2, text_score=-math.inf, plausibility=1e-300, outside=True)
    packed = PackedProposals(dumped([scored, *PROPOSALS[1:]]))
    assert tuple(packed) == (scored, *PROPOSALS[1:])
    assert (len(packed), packed[-1], packed[:2]) == (8, PROPOSALS[-1], (scored, PROPOSALS[1]))


def test_a_caption_without_proposals_is_false() -> None:
    packed = PackedProposals(dumped([]))
    assert not packed
    assert list(packed) == []


def test_packed_proposals_are_stated_as_the_proposals_are() -> None:
    assert repr(PackedProposals(dumped(PROPOSALS))) == repr(PROPOSALS)


def test_they_take_a_fifth_of_the_memory() -> None:
    json = dumped(PROPOSALS)

    def held(packed: bool) -> int:
        before = tracemalloc.get_traced_memory()[0]
        made = [PackedProposals(json) if packed else tuple(PackedProposals(json)) for _ in range(50)]
        return (tracemalloc.get_traced_memory()[0] - before) * bool(made)

    tracemalloc.start()
    held(True)
    small, large = held(True), held(False)
    tracemalloc.stop()
    assert small < large / 5
