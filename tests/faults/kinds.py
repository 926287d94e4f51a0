"""List the kinds of faults, how often each is drawn, and what each needs of the machine."""

import random
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import NamedTuple

from faults import changes, damage, disks, kills, models, nodes, object_store, serving
from faults.case import Disturb
from faults.settings import LLM, ONE, POOLS, Reference, Setting, refer


def always() -> bool:
    """Return that a kind needs nothing."""
    return True


class Kind(NamedTuple):
    """A kind is a way to disturb runs of a setting. Of 100 faults `share` are of this kind.

    `needs` says whether this machine can make the fault, and `lacks` what is missing where it cannot.
    """

    name: str
    setting: Callable[[Path], Setting]
    disturb: Disturb
    share: int
    refer: Callable[[Setting, Path], Reference] = refer
    needs: Callable[[], bool] = always
    lacks: str = ""


def _of(setting: Setting) -> Callable[[Path], Setting]:
    return lambda _: setting


def _compiles() -> bool:
    return which("cc") is not None


_COMPILER = "a C compiler"
_MOUNT = "the right to mount a filesystem"
_S3 = "s3fs and moto, which `make test-consumers` installs"

KINDS = (
    Kind("driver killed", _of(ONE), kills.driver, 7),
    Kind("driver killed", _of(POOLS), kills.driver, 4),
    Kind("driver killed while it packs", _of(ONE), kills.driver_while_packing, 4),
    Kind("worker killed", _of(ONE), kills.worker, 7),
    Kind("worker killed", _of(POOLS), kills.worker, 4),
    Kind("killed between rename and marker", _of(ONE), kills.between_rename_and_marker, 7, needs=_compiles, lacks=_COMPILER),
    Kind("killed between rename and marker", _of(POOLS), kills.between_rename_and_marker, 3, needs=_compiles, lacks=_COMPILER),
    Kind("disk full", _of(ONE), disks.full, 7),
    Kind("folder read-only", _of(ONE), disks.read_only, 5, needs=disks.can_be_read_only, lacks=_MOUNT),
    Kind("file corrupted", _of(ONE), damage.corrupted, 5),
    Kind("file corrupted", _of(POOLS), damage.corrupted, 2),
    Kind("file truncated", _of(ONE), damage.truncated, 5),
    Kind("file truncated", _of(POOLS), damage.truncated, 2),
    Kind("file deleted", _of(ONE), damage.deleted, 5),
    Kind("file deleted", _of(POOLS), damage.deleted, 2),
    Kind("config changed", _of(ONE), changes.config, 4),
    Kind("lexicon changed", _of(ONE), changes.lexicon, 2),
    Kind("code changed", _of(ONE), changes.code, 1),
    Kind("model changed", models.judged, models.weights, 1, refer=lambda _, folder: models.reference(folder)),
    Kind("prompt changed", _of(LLM), models.prompt, 1),
    Kind("two runs at once", _of(ONE), changes.two_runs, 3),
    Kind("two runs at once", _of(POOLS), changes.two_runs, 1),
    Kind("clock jumps", _of(ONE), changes.clock, 3, needs=_compiles, lacks=_COMPILER),
    Kind("object store fails", _of(object_store.ON_S3), object_store.errors, 5, needs=object_store.is_installed, lacks=_S3),
    Kind("object store away", _of(object_store.ON_S3), object_store.outage, 3, needs=object_store.is_installed, lacks=_S3),
    Kind("driver killed", _of(object_store.ON_S3), object_store.driver, 2, needs=object_store.is_installed, lacks=_S3),
    Kind("node killed", _of(nodes.ON_NODES), nodes.lost, 3),
    Kind("LLM worker killed", _of(LLM), kills.worker, 1),
    Kind("LLM server killed", lambda _: serving.setting(), serving.killed, 1, lambda _, folder: serving.reference(folder)),
)


def drawn(count: int, seed: int, kinds: tuple[Kind, ...] = KINDS) -> list[tuple[Kind, random.Random]]:
    """Draw `count` faults by their shares, each with a generator that follows from the seed and the fault's number.

    The kinds are dealt like cards, so that `sum of shares` faults hold each kind as often as its share.
    """
    deck: list[Kind] = []
    while len(deck) < count:
        cards = [kind for kind in kinds for _ in range(kind.share)]
        random.Random(f"{seed}-{len(deck)}").shuffle(cards)
        deck += cards
    return [(kind, random.Random(f"{seed}-{number}")) for number, kind in enumerate(deck[:count])]
