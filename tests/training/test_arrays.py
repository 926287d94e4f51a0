from pathlib import Path

import numpy as np
import pytest

from hardneg.training.arrays import read_arrays, write_arrays


def test_what_is_kept_comes_back_by_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kept.npz"
    write_arrays(path, {"one": np.arange(3), "two": np.eye(2, dtype=np.float32)})
    two, one = read_arrays(path, ["two", "one"])
    np.testing.assert_array_equal(one, np.arange(3))
    np.testing.assert_array_equal(two, np.eye(2))
    assert two.dtype == np.float32
    assert list(path.parent.iterdir()) == [path]


def test_what_would_need_pickle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Object arrays"):
        write_arrays(tmp_path / "kept.npz", {"one": np.array([{}], dtype=object)})
    assert not (tmp_path / "kept.npz").exists()
