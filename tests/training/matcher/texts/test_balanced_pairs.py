import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.training.matcher.texts.balanced_pairs import balanced, overlap
from hardneg.training.matcher.texts.evaluate_text import auc
from hardneg.training.matcher.texts.scene_texts import scene_pairs
from hardneg.training.matcher.texts.text_pairs import TextPair

WORDS = st.lists(st.sampled_from(["a", "dog", "red", "cat", "two"]), min_size=1, max_size=6).map(" ".join)
PAIRS = st.lists(st.builds(TextPair, st.just("s"), WORDS, WORDS, st.booleans(), st.just("x")), max_size=40)


@given(PAIRS, st.integers(0, 9))
def test_as_many_follow_as_not_and_none_is_taken_more_than_three_times(pairs: list[TextPair], seed: int) -> None:
    drawn = balanced(pairs, random.Random(seed))

    assert sum(pair.follows for pair in drawn) * 2 == len(drawn)
    assert set(drawn) <= set(pairs)
    assert max(Counter(drawn).values(), default=0) <= 3
    assert drawn == balanced(pairs, random.Random(seed))


def test_words_shared_and_change_of_length_say_nothing_of_what_is_drawn() -> None:
    drawn = balanced(list(scene_pairs(3, 60)), random.Random(0))
    follows = np.array([pair.follows for pair in drawn])
    shared = np.array([overlap(pair.caption, pair.text) for pair in drawn], np.float32)
    longer = np.array([len(pair.text.split()) - len(pair.caption.split()) for pair in drawn], np.float32)

    assert len(drawn) > 100
    assert abs(auc(shared[follows], shared[~follows]) - 0.5) < 0.05
    assert abs(auc(longer[follows], longer[~follows]) - 0.5) < 0.05


def test_what_the_overlap_alone_would_tell_is_left_out() -> None:
    same = [TextPair("s", f"a dog {i}", f"a dog {i}", True, "same") for i in range(9)]
    other = [TextPair("s", f"a dog {i}", f"two cats {i} sit", False, "other") for i in range(9)]
    assert balanced(same + other, random.Random(0)) == []


@pytest.mark.parametrize(
    ("one", "two", "share"),
    [
        ("A red car, a blue bus.", "a blue bus a red car", 1.0),
        ("a dog", "a cat", 1 / 3),
        ("a a dog", "a dog dog", 0.5),
        ("dog", "cat", 0.0),
        ("", "", 0.0),
    ],
)
def test_overlap_is_the_share_of_words_that_both_have_whatever_their_order(one: str, two: str, share: float) -> None:
    assert overlap(one, two) == overlap(two, one) == pytest.approx(share)
