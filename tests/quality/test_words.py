from collections import Counter

import pytest
from quality.made import pair_of

from hardneg.grammar.splice import Edit
from hardneg.quality.words import Change, changes, entropy, imbalance, words


@pytest.mark.parametrize(("counts", "bits"), [([], 0.0), ([7], 0.0), ([1, 1], 1.0), ([2, 2, 2, 2], 2.0), ([3, 1], 0.8113), ([4, 0], 0.0)])
def test_entropy_is_shannons_in_bits(counts: list[int], bits: float) -> None:
    assert entropy(counts) == pytest.approx(bits, abs=1e-4)


def test_words_in_and_out_are_counted() -> None:
    pairs = [pair_of("A red car.", "A blue car.")] * 6 + [pair_of("A blue car.", "A red car.")] * 2

    found = words(pairs)

    assert [(word.word, word.put_in, word.taken_out) for word in found.gained] == [("blue", 6, 2)]
    assert [(word.word, word.put_in, word.taken_out) for word in found.lost] == [("red", 2, 6)]
    assert found.gained[0].ratio == pytest.approx(7 / 3)
    assert found.imbalance == 0.5
    assert (found.distinct, found.entropy_in) == (2, pytest.approx(0.8113, abs=1e-4))


def test_a_swap_puts_no_word_in() -> None:
    found = words([pair_of("A red car and a blue bus.", "A blue car and a red bus.")] * 10)

    assert (found.gained, found.lost, found.imbalance) == ((), (), 0.0)


def test_imbalance_is_total_variation() -> None:
    assert imbalance(Counter("aab"), Counter("abb")) == pytest.approx(1 / 3)
    assert imbalance(Counter("a"), Counter("b")) == 1.0
    assert imbalance(Counter("a"), Counter()) == 1.0
    assert imbalance(Counter(), Counter()) == 0.0


def test_changes_are_those_of_the_edits_without_the_article_that_follows() -> None:
    edits = (Edit(0, 1, "A", "An"), Edit(2, 5, "red", "Orange"))
    pair = pair_of("A red car.", "An Orange car.")._replace(edits=edits)

    assert changes(pair) == [Change(1, "red", "orange")]


def test_changes_without_edits_are_told_by_comparing_words() -> None:
    assert changes(pair_of("A red car.", "A dark blue car .")) == [Change(1, "red", "dark blue")]
    assert changes(pair_of("A car.", "An old car.")) == [Change(0, "a", "an old")]
    assert changes(pair_of("A car.", "A car .")) == []
