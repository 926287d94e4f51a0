import numpy as np

from hardneg.matching.cross import CrossMatcher
from hardneg.matching.matcher import aligned_pairs
from hardneg.models.matcher_folder import WEIGHTS


def test_each_image_goes_with_its_own_text() -> None:
    assert aligned_pairs(3).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert aligned_pairs(0).shape == (0, 2)
    assert aligned_pairs(0).dtype == np.int64


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
