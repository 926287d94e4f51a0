"""Define stages of a few lines, and a driver that runs them, for the tests of parts, workers and runs. No test itself."""

import os
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from hardneg.engine import parts, storage
from hardneg.engine.stage import Outcome, Resources, Stage
from hardneg.errors import StageError, UserError
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.manifest import Done
from hardneg.schemas.rows import Reject

ROWS = pa.schema([pa.field("id", pa.string()), pa.field("caption", pa.string())])


class Toy(Stage):
    """Append its name to every caption and rejects those with "drop"; what else it does is in the caption."""

    reads = ROWS
    writes = ROWS

    def __init__(self, name: str = "one", suffix: str = "", pause: float = 0.0, log: str | None = None, workers: str = "1") -> None:
        self.name = name
        self.suffix = suffix or name
        self.pause = pause
        self.log = log
        self.broken = False
        fewest, _, most = workers.rpartition("-")
        self.resources = Resources(cpus=0.4, workers=int(most), min_workers=int(fewest) if fewest else None)

    def setup(self) -> None:
        self._note("setup")

    def process(self, rows: pa.Table) -> Outcome:
        time.sleep(self.pause)
        captions = rows["caption"].to_pylist()
        self._note(f"process {rows.num_rows}")
        if any("die" in caption for caption in captions):
            os._exit(7)
        if any("server" in caption for caption in captions):
            raise UserError("the server does not answer: start it with `hardneg serve`")
        if any("break" in caption for caption in captions) and rows.num_rows > 1:
            self.broken = True
        if self.broken or any("raise" in caption for caption in captions):
            raise ValueError("a poisoned row")
        drop = pc.match_substring(rows["caption"], "drop")
        dropped = rows.filter(drop)
        rejects = [
            Reject(id=row["id"], stage=self.name, reason="too_short", caption=row["caption"]).model_dump(mode="json")
            for row in dropped.to_pylist()
        ]
        kept = rows.filter(pc.invert(drop))
        # the first caption of the part is in every row: what is chosen over a whole part depends on the part
        whole = f"{kept.num_rows}" if kept.num_rows else ""
        caption = [f"{caption} {self.suffix}{whole}" for caption in kept["caption"].to_pylist()]
        out = pa.table({"id": kept["id"], "caption": pa.array(caption, pa.string())}, schema=ROWS)
        return Outcome(out, pa.Table.from_pylist(rejects, schema=arrow_schema(Reject)), {"words": rows.num_rows})

    def fingerprint(self) -> dict[str, object]:
        return {"suffix": self.suffix}

    def _note(self, what: str) -> None:
        if self.log:
            with Path(self.log).open("a") as file:
                file.write(f"{self.name} {what}\n")


class Lossy(Toy):
    """Lose a row without a reject."""

    def process(self, rows: pa.Table) -> Outcome:
        outcome = super().process(rows)
        return outcome._replace(rows=outcome.rows.slice(1))


def table(captions: list[str]) -> pa.Table:
    return pa.table({"id": [f"c{i}" for i in range(len(captions))], "caption": captions}, schema=ROWS)


def lay(out: str, contents: list[list[str]], stage: str = "start") -> list[str]:
    """Publish parts of captions by hand and return their fingerprints."""
    fingerprints = []
    for number, captions in enumerate(contents):
        path = parts.rows_path(out, stage, number)
        sha256 = storage.write(path, storage.parquet(table(captions)))
        done = Done(
            stage=stage,
            part=number,
            fingerprint=sha256,
            rows_in=len(captions),
            rows_out=len(captions),
            sha256={path.rsplit("/", 1)[-1]: sha256},
        )
        parts.write_record(parts.done_path(out, stage, number), done.model_dump(mode="json"))
        fingerprints.append(sha256)
    return fingerprints


def contents_of(out: Path) -> dict[str, bytes]:
    """Return all published files but the done markers, whose seconds differ."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*.parquet"))}


def drive(out: str, workers: str, pause: float, max_reject_rate: float) -> None:
    """Run two stages over whatever lies in OUT/start; what a subprocess of a test does."""
    from rich.console import Console

    from hardneg.engine.progress import Progress
    from hardneg.runner import run_stages

    count = sum(name.endswith(".done.json") for name in storage.names(storage.join(out, "start")))
    fingerprints = [done.fingerprint for done in parts.read_dones(out, "start", count) if done]
    stages = [Toy(name, pause=pause, log=f"{out}/log", workers=workers) for name in ("one", "two")]
    progress = Progress("lines", Console())
    run_stages(stages, out, "start", fingerprints, tries=2, progress=progress, max_reject_rate=max_reject_rate)
    print("ray imported" if "ray" in sys.modules else "ray not imported")


if __name__ == "__main__":
    try:
        drive(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4]))
    except UserError as error:
        print(f"hardneg: {error}", file=sys.stderr)
        sys.exit(2)
    except StageError as error:
        print(f"hardneg: {error}", *error.details, sep="\n", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
