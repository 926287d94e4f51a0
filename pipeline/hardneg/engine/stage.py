"""What a stage is: a contract and one pure method. Files, retries, workers and progress are in `runner` and `parts`."""

from typing import NamedTuple, Protocol

import pyarrow as pa


class Resources(NamedTuple):
    """What one worker of a stage takes. Memory is in bytes; 0 means not reserved."""

    cpus: float = 1.0
    gpus: float = 0.0
    memory: int = 0


class Outcome(NamedTuple):
    """What became of a table of rows. Rows in = rows out + rejects without a `caption_id` (see `hardneg.schemas.rows.Reject`).

    `usage` adds up what a stage consumed (tokens in and out, requests); it goes into the done marker and must not depend on time.
    """

    rows: pa.Table
    rejects: pa.Table
    usage: dict[str, int] = {}


class Stage(Protocol):
    """One step from rows to rows. It can be run on a table in a notebook with nothing else around it."""

    name: str
    reads: pa.Schema
    writes: pa.Schema
    resources: Resources

    def setup(self) -> None:
        """Load models; called once a worker, before the first `process`."""

    def process(self, rows: pa.Table) -> Outcome:
        """Turn rows into rows and rejects. Pure: no files, no clock, no global state."""

    def fingerprint(self) -> dict[str, object]:
        """All that the result depends on besides the rows: config less `hardneg.schemas.config` fields marked as free of effect, prompt
        and lexicon hashes, model revisions. Cheap: called in the driver, without `setup`.
        """
