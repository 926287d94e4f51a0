"""Keep what a stage has made inside a part, so that a worker that dies loses minutes of work and not the part.

A stage names a piece of its work and makes it, and does not know where it is kept. The worker keeps it beside the attempts at the part,
with which it is removed once the part is published. No row depends on whether a piece was kept.
"""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TypeVar

from hardneg.engine.attempts import Attempts

Made = TypeVar("Made")

_CURRENT: ContextVar[Attempts | None] = ContextVar("checkpoints", default=None)


def once(key: str, make: Callable[[], bytes]) -> bytes:
    """Return what an earlier attempt at the part made for `key`; otherwise make it, and keep it for later attempts (`kept_or_made`).

    Outside a part nothing is kept.
    """
    record = _CURRENT.get()
    if record is None:
        return make()

    def read() -> bytes | None:
        kept = record.piece(key)
        return gzip.decompress(kept) if kept else None  # compares the checksum; an empty file would be no error

    return kept_or_made(read, make, lambda made: record.keep_piece(key, gzip.compress(made, compresslevel=3, mtime=0)))


def kept_or_made(read: Callable[[], Made | None], make: Callable[[], Made], keep: Callable[[Made], None]) -> Made:
    """Return what `read` finds; otherwise make it and keep it.

    What is damaged is made again. Storage that does not answer costs later attempts what was made, and this one nothing.
    """
    with suppress(Exception):  # clients of object stores raise errors of their own
        if (kept := read()) is not None:
            return kept
    made = make()
    with suppress(Exception):
        keep(made)
    return made


@contextmanager
def kept_beside(record: Attempts) -> Iterator[None]:
    """Keep the pieces of a part beside its attempts."""
    token = _CURRENT.set(record)
    try:
        yield
    finally:
        _CURRENT.reset(token)
