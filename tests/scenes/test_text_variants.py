import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_sampling import sample
from hardneg.scenes.text_variants import CHANGES, invalid_negatives, negatives, positives
from hardneg.scenes.world import samples
from hardneg.schemas.family import Family


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_negatives_are_false_and_positives_true(scene_seed: int, seed: int) -> None:
    scene = sample(random.Random(scene_seed))

    for pair in negatives(scene, random.Random(seed)):
        assert is_true(pair.caption, scene) is True
        assert is_true(pair.negative, scene) is False
    for positive in positives(scene, random.Random(seed)):
        assert is_true(positive, scene) is True


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_invalid_negatives_are_true(scene_seed: int, seed: int) -> None:
    scene = sample(random.Random(scene_seed))

    made = invalid_negatives(scene, random.Random(seed), tries=6)

    assert len({pair.family for pair in made}) == len(made)
    for pair in made:
        assert pair.caption != pair.negative
        assert is_true(pair.caption, scene) is True
        assert is_true(pair.negative, scene) is True


@pytest.mark.slow
def test_every_family_has_invalid_negatives() -> None:
    found = Counter(pair.family for each in samples(1, 40) for pair in invalid_negatives(each.scene, random.Random(1), each.statement))
    assert set(found) == set(CHANGES), found


def test_every_family_has_its_share() -> None:
    found = Counter(pair.family for each in samples(1, 600) for pair in negatives(each.scene, random.Random(1), each.statement))
    assert set(CHANGES) == set(Family) - {Family.ACTION, Family.ADD_ATTRIBUTE, Family.ADD_OBJECT, Family.NEGATION, Family.TEMPORAL}
    assert all(found[family] > 150 for family in CHANGES), found


def test_a_change_is_never_undone_or_empty() -> None:
    for each in samples(2, 300):
        made = negatives(each.scene, random.Random(2), each.statement)
        assert all(pair.caption == each.caption != pair.negative for pair in made)
        assert len({pair.family for pair in made}) == len(made)


def test_contradictions_of_the_grammar_are_false_not_undecided() -> None:
    """Few changes to attributes, objects and counts are undecidable for the oracle."""
    truths: Counter[bool | None] = Counter()
    for each in samples(3, 600):
        for family in (Family.ATTRIBUTE, Family.OBJECT, Family.COUNT, Family.SWAP_ATTRIBUTE, Family.SWAP_OBJECT):
            truths.update(is_true(str(changed), each.scene) for changed in CHANGES[family](each.statement, random.Random(0)))
    assert truths[None] < 0.05 * truths.total()
    assert truths[False] > 0.9 * truths.total()


def test_a_swap_keeps_the_words() -> None:
    for each in samples(4, 300):
        for pair in negatives(each.scene, random.Random(4), each.statement):
            if pair.family in (Family.SWAP_ATTRIBUTE, Family.WORD_ORDER):
                words = [Counter(text.lower().replace(" an ", " a ").strip("an. ").split()) for text in (pair.caption, pair.negative)]
                assert sum((words[0] - words[1]).values()) <= 4
