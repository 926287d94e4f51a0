"""Make N seeded faults, print each, then a table by kind, and end with the line that counts what went wrong."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from faults.case import MissedError, Verdict, judge
from faults.kinds import KINDS, Kind, drawn
from faults.settings import Reference


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the faults, and return 1 where a row was lost or came twice, or a file is unequal or left behind."""
    told = _told(arguments)
    kinds = tuple(kind for kind in KINDS if all(each in f"{kind.name}, {kind.setting(Path()).name}" for each in told.kind))
    if not kinds:
        print(f"no kind is named like {' '.join(told.kind)}; there are {', '.join(dict.fromkeys(kind.name for kind in KINDS))}")
        return 2
    able = tuple(kind for kind in kinds if kind.needs())
    for name, lacks in {kind.name: kind.lacks for kind in kinds if kind not in able}.items():
        print(f"not made here: {name}, which needs {lacks}")
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    began = time.monotonic()
    verdicts = _made(drawn(told.count, told.seed, able), folder, began + 60 * told.minutes)
    print()
    for line in table(verdicts):
        print(line)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes, with the undisturbed runs")
    holds = all(each.holds for each in verdicts)
    if holds:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"what does not hold is kept in {folder}")
    print(last_line(verdicts))
    return 0 if holds and verdicts else 1


def _told(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=100, help="number of faults")
    parser.add_argument("seed", type=int, nargs="?", default=1, help="seed of all that is drawn")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no fault is begun after so many minutes")
    parser.add_argument("--kind", action="append", default=[], help="only kinds whose name or setting holds this text; may be repeated")
    return parser.parse_args(arguments)


def _made(faults: Sequence[tuple[Kind, Random]], folder: Path, until: float) -> list[Verdict]:
    references: dict[str, Reference] = {}
    verdicts = []
    for number, (kind, chance) in enumerate(faults, start=1):
        if time.monotonic() > until:
            print(f"{len(faults) - len(verdicts)} faults are not made, for want of time")
            break
        place = folder / "references" / kind.setting(folder).name.replace(" ", "-")
        setting = kind.setting(place)
        try:
            if setting.name not in references:
                references[setting.name] = kind.refer(setting, place)
                print(f"undisturbed: {setting.name}, {references[setting.name].timeline[-1]:.1f} s", flush=True)
            verdict = judge(kind.name, kind.disturb, setting, references[setting.name], folder / f"fault-{number:03d}", chance)
        except MissedError as error:
            print(f"{number:3d} not made: {error}", flush=True)
            continue
        except Exception as error:  # one case that cannot be judged must not hide the others
            verdict = Verdict(kind.name, setting.name, 0, 0, [f"not judged: {type(error).__name__}: {error}"], [], 0.0, "")
        verdicts.append(verdict)
        found = "equal" if verdict.holds else "; ".join([*verdict.unequal, *verdict.left]) or "rows differ"
        print(f"{number:3d} {kind.name}, {setting.name}: {found} ({verdict.seconds:.0f} s) {verdict.said}", flush=True)
    return verdicts


def table(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a table in Markdown: a line a kind and setting, with how often it was made and what came of it."""
    lines = [
        "| fault | run | faults | equal | lost | twice | unequal | left behind | seconds each |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    order = list(dict.fromkeys((kind.name, each.setting) for kind in KINDS for each in verdicts if each.kind == kind.name))
    for name, setting in order:
        some = [each for each in verdicts if (each.kind, each.setting) == (name, setting)]
        counts = [len(some), sum(each.holds for each in some), *_wrong(some), sum(bool(each.left) for each in some)]
        seconds = sum(each.seconds for each in some) / len(some)
        lines.append(f"| {name} | {setting} | {' | '.join(map(str, counts))} | {seconds:.0f} |")
    return lines


def last_line(verdicts: Sequence[Verdict]) -> str:
    """Return the last line. A fault that leaves something behind counts as unequal."""
    lost, twice, _ = _wrong(verdicts)
    unequal = sum(bool(each.unequal or each.left) for each in verdicts)
    return f"faults {len(verdicts)}, lost {lost}, twice {twice}, unequal {unequal}"


def _wrong(verdicts: Sequence[Verdict]) -> tuple[int, int, int]:
    return (
        sum(bool(each.lost) for each in verdicts),
        sum(bool(each.twice) for each in verdicts),
        sum(bool(each.unequal) for each in verdicts),
    )
