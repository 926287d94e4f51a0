"""Pairs of captions of drawn scenes: their grammar knows what is false and what says the same."""

from collections.abc import Iterator

from hardneg.scenes.disturb import negatives, positives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for
from hardneg.training.matcher.texts.text_pairs import Pair


def scene_pairs(seed: int, count: int) -> Iterator[Pair]:
    """Pairs of `count` scenes. A text that is false of the scene does not follow from a caption that is true of it.

    Positives of `hardneg.scenes.disturb` say the same or less in other words, so they follow.
    """
    for sample in samples(seed, count):
        rng = generator_for(seed, sample.id, "match", "texts")
        same = positives(sample.scene, rng, sample.statement, wanted=3)
        for text in same:
            yield Pair(sample.caption, sample.caption, text, True, "reworded")
        for family, caption, negative in negatives(sample.scene, rng, sample.statement):
            yield Pair(sample.caption, caption, negative, False, family.value)
