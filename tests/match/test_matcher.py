import numpy as np

from pipeline.match.matcher import each_with_its_own


def test_each_image_goes_with_its_own_text() -> None:
    assert each_with_its_own(3).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert each_with_its_own(0).shape == (0, 2)
    assert each_with_its_own(0).dtype == np.int64
