import numpy as np
import pytest
from quality.made import balanced

from hardneg.quality.pairs import halve
from hardneg.quality.transformer import transformer


@pytest.mark.slow
def test_a_phrase_that_only_negatives_have_is_found_and_again_the_same() -> None:
    pairs = [pair._replace(negative=pair.caption.replace(" near", " quietly near")) for pair in balanced(240)]
    halves = halve(pairs, 0)

    margins = transformer(0, most=12)(pairs, halves)

    assert (margins > 0).mean() > 0.95
    assert np.array_equal(margins, transformer(0, most=12)(pairs, halves))
