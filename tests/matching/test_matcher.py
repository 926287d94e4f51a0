import numpy as np
import pytest
from PIL import Image

from hardneg.matching.cross import CrossMatcher
from hardneg.matching.matcher import aligned_pairs, pairs_of
from hardneg.models.matcher_folder import WEIGHTS


def test_each_image_goes_with_its_own_text() -> None:
    assert aligned_pairs(3).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert aligned_pairs(0).shape == (0, 2)
    assert aligned_pairs(0).dtype == np.int64


def test_pairs_are_those_given_or_each_image_with_its_text() -> None:
    two, given = [Image.new("RGB", (1, 1))] * 2, np.array([[1, 0]])
    assert pairs_of(two, ["a"], given) is given
    assert pairs_of(two, ["a", "b"], None).tolist() == [[0, 0], [1, 1]]
    with pytest.raises(ValueError, match="2 images and 1 texts; give pairs"):
        pairs_of(two, ["a"], None)


def test_the_shipped_matcher_says_which_words_it_has_not_learnt() -> None:
    matcher = CrossMatcher.from_folder(WEIGHTS / "scenes", device="cpu")
    texts = [
        "A picture of a tiny red circle.",
        "A photograph of a red circle.",
        "A photo of a red circle.",
        "a very small circle",
        "a Couple of hearts",
        "a red dog left of a wooden star",
    ]
    assert [matcher.unlearnt(text) for text in texts] == [None, "photograph", "photo", "very", "Couple", None]
