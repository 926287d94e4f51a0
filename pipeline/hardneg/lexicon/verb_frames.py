"""Look up how WordNet uses a verb, also one that the lexicon does not list: with which subject and object, and for what kind of act."""

from functools import cache
from typing import Literal, NamedTuple

import pyarrow.parquet as pq

from hardneg.lexicon.tables import HERE, canonical

Sort = Literal["person", "thing"]
Act = Literal["speech", "inner"]
"""Speech, or what may go on whatever the body does: perception, thought and feeling."""

_ALONE = frozenset({1, 2, 3, 4, 5, 6, 7, 12, 13, 22, 23, 27, 28, 29, 32, 33, 35})
_WITH_THING = frozenset({8, 11, 14, 15, 16, 19, 21, 31})
_WITH_PERSON = frozenset({9, 10, 14, 15, 16, 17, 18, 20, 24, 25, 30})
_WITH_BOTH = frozenset({14, 15})
_BY_THING = frozenset({1, 3, 4, 10, 11, 13, 31})
"""Numbers of WordNet's sentence frames: 2 is `Somebody ----s`, 8 `Somebody ----s something`, 11 `Something ----s something`."""
_ACTS: dict[int, Act] = {31: "inner", 32: "speech", 37: "inner", 39: "inner"}
"""Kinds of acts by WordNet's lexicographer file: cognition, communication, emotion, perception."""


class Used(NamedTuple):
    """Describe how a caption uses a verb: as `action.use_of` says, of a subject and an object that are sorts of things, or unclear."""

    use: str
    subject: Sort | None = None
    object: Sort | None = None
    two_objects: bool = False


class _Verb(NamedTuple):
    frames: frozenset[int]
    files: tuple[int, ...]


def can_be_used(verb: str, used: Used) -> bool:
    """Return whether a common sense of a verb (a lemma) is used so. Of a verb that WordNet does not list nothing is known, so True."""
    known = _verbs().get(canonical(verb))
    if known is None or not known.frames:
        return True
    subject, thing = (None, used.subject) if used.use == "passive" else (used.subject, used.object)
    if used.use == "intransitive":
        frames = known.frames & _ALONE
    else:
        frames = known.frames & {"person": _WITH_PERSON, "thing": _WITH_THING, None: _WITH_PERSON | _WITH_THING}[thing]
    if used.two_objects:
        frames &= _WITH_BOTH
    return bool(frames & _BY_THING if subject == "thing" else frames)


def takes_object(verb: str) -> bool:
    """Return whether a common sense of a verb (a lemma) has an object; False of a verb that WordNet does not list."""
    known = _verbs().get(canonical(verb))
    return known is not None and bool(known.frames & (_WITH_PERSON | _WITH_THING))


def act(verb: str) -> Act | None:
    """Return the kind of the act that a verb names in its first sense; None for acts of the body and for unknown verbs."""
    known = _verbs().get(canonical(verb))
    return _ACTS.get(known.files[0]) if known is not None else None


@cache
def _verbs() -> dict[str, _Verb]:
    table = pq.ParquetFile(HERE / "verb_frames.parquet").read(use_threads=False)
    columns = (table[name].to_pylist() for name in ("word", "frames", "files"))
    return {word: _Verb(frozenset(frames), tuple(files)) for word, frames, files in zip(*columns, strict=True)}
