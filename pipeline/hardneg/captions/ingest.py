"""Publish the input as parts in `OUT/input/`, so that every later stage can work part by part.

One process reads a small input (`cut`). A large one is read by many (`parallel`), with the same parts.
"""

from collections.abc import Callable

from pydantic import ValidationError

from hardneg.captions.files.sources import Input
from hardneg.captions.input_parts import publish
from hardneg.captions.outside import require_outside
from hardneg.engine import parts, storage
from hardneg.engine.order import INPUT
from hardneg.engine.source import code
from hardneg.engine.spread import Spread, in_turn
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from hardneg.schemas.manifest import Cut

UNITS = ".units"


def read_cut(out: str) -> Cut | None:
    """Return the record of what `OUT/input/` was cut from; None where there is none, or where the cut was not finished."""
    try:
        cut = Cut.model_validate_json(storage.read(_cut_path(out)))
    except (FileNotFoundError, ValidationError):
        return None
    return None if cut.is_damaged() else cut


def write_cut(out: str, cut: Cut) -> Cut:
    """Write the record of what `OUT/input/` was cut from, once its parts are published, and return it as it was written."""
    sealed = cut.sealed()
    parts.write_record(_cut_path(out), sealed.model_dump())
    return sealed


def ingest(
    out: str,
    input: str,
    config: Config,
    say: Callable[[str], None] | None = None,
    spread: Spread = in_turn,
    unit_bytes: int | None = None,
) -> tuple[Cut, bool]:
    """Cut `input` into the parts of `OUT/input/` unless they are current and whole; return the record, and whether anything was cut.

    `say` receives one message for each file that is not read or not used.
    A part's fingerprint is the hash of its content, so a part that the changed input leaves equal is not processed again.
    `unit_bytes` is the size of the units that an input is read in (`parallel.UNIT_BYTES`); it changes no part.

    Raises:
        UserError: The input does not exist, cannot be read, is empty, or lies in a folder of `out` that runs write to.
    """
    from hardneg.captions.cut import sources_fingerprint
    from hardneg.captions.selection import select

    published = read_cut(out)
    fingerprint = sources_fingerprint(input, config)
    current = published is not None and (published.input, published.fingerprint) == (input, fingerprint)
    if published is not None and current and None not in parts.read_whole(out, INPUT, published.parts):
        return published, False
    found = select(input, config.captions)
    require_outside(found, input, out)
    if say is not None:
        for name, why in found.skipped:
            say(f"{INPUT}: {name}: {why}")
    number = _publish(out, input, config, found, fingerprint, spread, unit_bytes)
    made = write_cut(out, Cut(input=input, fingerprint=fingerprint, parts=number))
    storage.remove(storage.join(out, INPUT, UNITS))
    return made, True


def _publish(out: str, input: str, config: Config, found: Input, fingerprint: str, spread: Spread, unit_bytes: int | None) -> int:
    """Publish all parts, and return their number. The old record of the cut is removed as soon as there is a part."""
    from hardneg.captions import parallel
    from hardneg.captions.cut import cut, require_records

    units = parallel.divide(found.sources, config, spread, unit_bytes or parallel.UNIT_BYTES)
    if len(units) > parallel.SMALL_UNITS:
        require_records(input, config, found)
        storage.remove(_cut_path(out))
        folder = storage.join(out, INPUT, UNITS)
        session = parts.digest([fingerprint, code(parallel.__name__), config.captions.model_dump(mode="json")])[:16]
        if session not in storage.names(folder):
            storage.remove(folder)
        return parallel.ingest_units(out, storage.join(folder, session), units, config, spread)
    number = 0
    for number, rows in enumerate(cut(input, config, found), start=1):
        if number == 1:
            storage.remove(_cut_path(out))
        publish(out, number - 1, rows)
    if not number:
        raise UserError(f"{input}: there are no captions in it")
    return number


def _cut_path(out: str) -> str:
    return storage.join(out, INPUT, "done.json")
