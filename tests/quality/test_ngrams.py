from collections.abc import Sequence

import numpy as np
from quality.made import balanced, leaking, pair_of

from hardneg.quality.accuracy import Scores
from hardneg.quality.ngrams import Features
from hardneg.quality.pairs import Pair


def margins(pairs: Sequence[Pair], train: range, test: range) -> Scores:
    features = Features(pairs, np.array(train))
    return features.margins(features.learn(np.array(train)), np.array(test))


def test_what_only_negatives_have_raises_their_score_over_their_captions() -> None:
    pairs = leaking(120)
    found = margins(pairs, range(80), range(80, 120))
    assert (found > 0).mean() > 0.9
    turned = [pair._replace(caption=pair.negative, negative=pair.caption) for pair in pairs]
    np.testing.assert_allclose(margins(pairs[:80] + turned[80:], range(80), range(80, 120)), -found)


def test_case_and_single_letters_are_seen() -> None:
    lower = [pair._replace(negative=pair.negative[0].lower() + pair.negative[1:]) for pair in balanced(60)]
    assert (margins(lower, range(40), range(40, 60)) > 0).mean() > 0.9
    doubled = [pair._replace(negative=pair.negative.replace("the", "thhe")) for pair in balanced(60)]
    assert (margins(doubled, range(40), range(40, 60)) > 0).mean() > 0.9


def test_words_that_only_the_judged_half_has_say_nothing() -> None:
    known = balanced(60)
    strange = [pair_of("QXZ", "WVK", number=100 + i) for i in range(5)]
    assert margins(known + strange, range(60), range(60, 65)).tolist() == [0.0] * 5


def test_a_text_that_is_caption_and_negative_alike_is_given_one_score() -> None:
    pairs = leaking(60)
    swapped = [pairs[0]._replace(caption=pairs[0].negative, negative=pairs[0].caption)]
    found = margins(pairs + swapped, range(10, 60), range(61))
    assert found[60] == -found[0] != 0
