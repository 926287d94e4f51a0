"""Write about two hundred ugly inputs, each in a folder of its own, and read them as a run does.

python -m scripts.ugly_inputs FOLDER [--seed N] [--read]

`--read` runs ingestion and the captions stage over each, with images stored, and prints what became of it.
"""

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from hardneg.captions.cut import cut
from hardneg.captions.stage import make
from hardneg.engine.stage import RunContext
from hardneg.errors import UserError
from hardneg.schemas.config import Config
from scripts.ugly import images, tables, tars, texts

CONFIG = Config.model_validate({"captions": {"images": "bytes"}})


class Outcome(NamedTuple):
    """Hold what became of an input: records, captions kept and rejects by reason, or the line with which it was refused."""

    name: str
    records: int
    kept: int
    rejects: dict[str, int]
    refusal: str | None
    seconds: float

    @property
    def kind(self) -> str:
        """Return the kind of the input."""
        return self.name.partition("-")[0]


def write(folder: Path, seed: int = 0) -> list[Path]:
    """Write the inputs below `folder`, and return their folders. Equal seeds give equal bytes."""
    made = []
    for part in (texts, images, tables, tars):
        for name, files in part.inputs(Random(f"{seed} {part.__name__}")):
            place = folder / name
            place.mkdir(parents=True)
            made.append(place)
            for file, data in files.items():
                if data is None:
                    os.mkfifo(place / file)
                else:
                    (place / file).write_bytes(data)
    return made


def read(folder: Path) -> Outcome:
    """Read an input as a run does. Only errors of the user are caught."""
    begin = time.monotonic()
    rejects: Counter[str] = Counter()
    records = kept = 0
    refusal = None
    stage = make(CONFIG, RunContext(str(folder)))
    stage.setup()
    try:
        for rows in cut(str(folder), CONFIG):
            records += len(rows)
            done = stage.process(rows)
            kept += len(done.rows)
            rejects.update(done.rejects["reason"].to_pylist())
    except UserError as error:
        refusal = str(error)
    return Outcome(folder.name, records, kept, dict(rejects), refusal, time.monotonic() - begin)


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield the lines of a Markdown table: by kind, how many inputs and records there were, and what became of them."""
    yield "| kind | inputs | refused with one line | records | kept | rejects by reason |"
    yield "|---|---|---|---|---|---|"
    for kind in dict.fromkeys(each.kind for each in outcomes):
        of = [each for each in outcomes if each.kind == kind]
        reasons = sum((Counter(each.rejects) for each in of), Counter())
        shown = ", ".join(f"{count} `{reason}`" for reason, count in reasons.most_common())
        refused = sum(each.refusal is not None for each in of)
        yield f"| {kind} | {len(of)} | {refused} | {sum(each.records for each in of)} | {sum(each.kept for each in of)} | {shown} |"


def main() -> None:
    """Write the inputs; with `--read`, read them and print what became of them."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("folder", type=Path)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--read", action="store_true")
    chosen = options.parse_args()
    made = write(chosen.folder, chosen.seed)
    if not chosen.read:
        print(f"{len(made)} inputs in {chosen.folder}")
        return
    outcomes = []
    for folder in made:
        found = read(folder)
        outcomes.append(found)
        what = found.refusal or f"{found.records} records, {found.kept} kept, rejects {found.rejects}"
        print(f"{found.name:<28} {found.seconds:6.2f} s  {what[:200]}", flush=True)
    print("\n".join(table(outcomes)))


if __name__ == "__main__":
    main()
