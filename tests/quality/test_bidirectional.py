import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from quality.made import balanced, leaking

from hardneg.quality.accuracy import Scores, pairwise
from hardneg.quality.bidirectional import accuracy_of_all, both_directions, parted, reverse
from hardneg.quality.ngrams import Features
from hardneg.quality.pairs import Pair, halve, read_shards
from hardneg.schemas.config import Config
from hardneg.schemas.rows import Image, RewrittenRow
from hardneg.shards.files import find_shards

Scorer = Callable[[str], float]


def hashed(text: str) -> float:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def spaced(text: str) -> float:
    """Tells negatives of `leaking` without fail; of all others it knows nothing, and gives ties."""
    return float(" ." in text)


def learnt(pairs: Sequence[Pair]) -> Scores:
    """Return margins of n-grams in both directions, after training on all pairs in one direction."""
    both = both_directions(pairs)
    features = Features(both, np.arange(len(both)))
    return features.margins(features.learn(np.arange(0, len(both), 2)), np.arange(len(both)))


def accuracy(margins: Scores) -> float:
    found = pairwise(margins, np.arange(len(margins)) // 2, 0)
    assert found is not None
    return found.value


@pytest.mark.parametrize("scorer", [hashed, spaced, len, lambda _: 0.0])
@pytest.mark.parametrize("made", [balanced, leaking])
def test_over_both_directions_any_classifier_of_texts_is_right_half_of_the_time(made: Callable[[int], list[Pair]], scorer: Scorer) -> None:
    both = both_directions(made(120))
    assert accuracy(np.array([scorer(pair.negative) - scorer(pair.caption) for pair in both], np.float64)) == 0.5


def test_a_classifier_that_tells_every_negative_is_right_half_of_the_time_too() -> None:
    margins = learnt(leaking(120))
    assert accuracy(margins[::2]) > 0.99
    assert accuracy(margins) == 0.5


def test_from_both_directions_n_grams_learn_nothing() -> None:
    both = both_directions(leaking(120))
    weights = Features(both, np.arange(len(both))).learn(np.arange(len(both)))
    assert np.abs(weights).max() < 1e-6


def test_of_real_shards_too(run_of: Callable[..., Path], rewritten: Callable[..., RewrittenRow], tmp_path: Path) -> None:
    rows = [rewritten(number, image=Image(bytes=b"%d" % number)) for number in range(60)]
    for row in rows:
        row.negatives[0].negative_image = Image(bytes=row.id.encode())
    rows[0].negatives[1].negative_image, rows[0].image = Image(bytes=b"only"), None
    rows[1].image = Image()
    pairs = parted(read_shards(find_shards(str(run_of(tmp_path / "out", Config(), [rows]))), 10_000, 0))
    assert len(pairs.both) == 58
    assert {pair.family for pair in pairs.both} == {"object"}
    assert len(pairs.one) == 122
    margins = learnt(pairs.both)
    assert accuracy(margins[::2]) == 1.0
    assert accuracy(margins) == 0.5
    assert len(halve(pairs.both, 0).train) == 29


def test_the_reverse_exchanges_the_texts_and_the_signs() -> None:
    pair = balanced(1)[0]._replace(gap=2.0, positives=("A text.",))
    back = reverse(pair)
    assert (back.caption, back.negative, back.gap, back.judge_gap, back.positives) == (pair.negative, pair.caption, -2.0, None, ())
    assert reverse(back) == pair._replace(positives=())


def test_the_accuracy_of_all_counts_both_directions() -> None:
    assert accuracy_of_all(0.6, (100, 0)) == 0.6
    assert accuracy_of_all(0.6, (0, 10)) == 0.5
    assert accuracy_of_all(0.6, (100, 50)) == pytest.approx(0.55)
