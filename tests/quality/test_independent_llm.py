from collections import Counter
from collections.abc import Sequence

import numpy as np
from quality.made import pair_of

from hardneg.quality.accuracy import Scores
from hardneg.quality.independent_llm import Independent, drawn, weights
from hardneg.quality.pairs import Pair
from hardneg.quality.text_only import ALL, text_only_accuracies

SIZES = {"object": 200, "count": 60, "word_order": 12}


class FindsObjectsOdd:
    """Finds what `object` writes less likely than its caption, and all other negatives likelier."""

    def gaps(self, captions: Sequence[str], texts: Sequence[str], of: Sequence[int]) -> Scores:  # noqa: ARG002
        return np.array([2.0 if "object" in text else -2.0 for text in texts])


def pairs() -> list[Pair]:
    return [
        pair_of(f"A dog near house {family} {n}.", f"A cat near {family} house {n}.", family, 1000 * k + n)
        for k, (family, size) in enumerate(SIZES.items())
        for n in range(size)
    ]


def test_of_each_family_the_same_number_is_read_and_all_of_a_rare_one() -> None:
    some = pairs()
    chosen = drawn(some, 72, seed=0)
    assert Counter(some[i].family for i in chosen) == {"object": 30, "count": 30, "word_order": 12}
    assert chosen == sorted(set(chosen)) == drawn(some, 72, seed=0)
    assert drawn(some, 10_000, seed=0) == list(range(len(some)))


def test_what_was_read_stands_for_all_pairs_of_its_family() -> None:
    read = Independent(FindsObjectsOdd(), 72).judge(pairs(), seed=0)
    assert weights(read).sum() == len(read)
    found = text_only_accuracies(read, 0, None, "ours")
    of_all, objects, exchanges = (found[row].judge for row in (ALL, "object", "word_order"))
    assert of_all is not None
    assert objects is not None
    assert exchanges is not None
    assert of_all.pairs == 72
    assert abs(of_all.value - 200 / 272) < 1e-9
    assert of_all.low < of_all.value < of_all.high
    assert (objects.value, objects.pairs) == (1.0, 30)
    assert (exchanges.value, exchanges.pairs) == (0.0, 12)
    assert 0 < exchanges.high < 0.4
