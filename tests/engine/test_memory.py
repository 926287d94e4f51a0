import ctypes

import pytest

from hardneg.engine import memory


def test_where_the_c_library_is_another_one_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise OSError(name)

    memory._trim.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", missing)
    memory.give_back()
    assert memory._trim() is None
    memory._trim.cache_clear()
