from pathlib import Path
from typing import Any

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


def test_a_process_that_writes_the_same_path_meanwhile_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, save, others = tmp_path / "kept.npz", np.savez, [lambda: write_arrays(path, {"one": np.arange(2)})]

    def saved_by_two(*told: Any, **named: Any) -> None:
        save(*told, **named)
        if others:
            others.pop()()

    monkeypatch.setattr(np, "savez", saved_by_two)
    write_arrays(path, {"one": np.arange(3)})

    assert list(tmp_path.iterdir()) == [path]
    np.testing.assert_array_equal(read_arrays(path, ["one"])[0], np.arange(3))
