import gc
from contextlib import suppress

from hardneg.engine.collection import no_collection


def test_nothing_is_collected_inside_and_the_collector_works_again_after_an_error() -> None:
    inside = []
    with suppress(ValueError), no_collection():
        inside.append(gc.isenabled())
        raise ValueError
    assert [*inside, gc.isenabled()] == [False, True]


def test_the_collector_stays_where_models_may_leave_cycles() -> None:
    with no_collection(unless=True):
        assert gc.isenabled()


def test_a_disabled_collector_stays_disabled() -> None:
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
