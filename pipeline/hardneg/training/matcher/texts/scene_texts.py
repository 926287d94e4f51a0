"""Make pairs of captions of drawn scenes, whose grammar knows negatives and paraphrases."""

from collections.abc import Iterator

from hardneg.scenes.text_variants import negatives, positives
from hardneg.scenes.world import samples
from hardneg.seeding import generator_for
from hardneg.training.matcher.texts.text_pairs import TextPair


def scene_pairs(seed: int, count: int) -> Iterator[TextPair]:
    """Yield pairs of `count` scenes. A caption that is true of a scene does not entail a text that is false of it.

    It entails the positives of `hardneg.scenes.text_variants`, which have the same or less content.
    """
    for sample in samples(seed, count):
        rng = generator_for(seed, sample.id, "match", "texts")
        same = positives(sample.scene, rng, sample.statement, count=3)
        for text in same:
            yield TextPair(sample.caption, sample.caption, text, True, "paraphrase")
        for family, caption, negative in negatives(sample.scene, rng, sample.statement):
            yield TextPair(sample.caption, caption, negative, False, family.value)
