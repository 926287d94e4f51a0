"""Define the contract of a stage: one pure method from rows to rows. Files, retries and workers are elsewhere in `engine`."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import pyarrow as pa

from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config
from hardneg.schemas.section import StageSection

MAX_BYTES = 2**31 - 2**26
"""Upper bound on a column of a part, such as its images, since Arrow cannot hold more in one array."""


class Resources(NamedTuple):
    """Reserve resources for one worker of a stage, and bound the number of workers.

    Memory is in bytes; 0 reserves none. There are `workers` workers, or from `min_workers` on as many as the queue needs.
    """

    cpus: float = 1.0
    gpus: float = 0.0
    memory: int = 0
    workers: int = 1
    min_workers: int | None = None

    @classmethod
    def of(cls, section: StageSection) -> "Resources":
        """Return the resources that the config section of a stage asks for."""
        return cls(section.cpus, section.gpus, int(section.memory_gb * 2**30), section.workers, section.min_workers)


class Outcome(NamedTuple):
    """Hold the result of a stage on a table of rows.

    Rows in = rows out + rejects without a `caption_id` (see `hardneg.schemas.rows.Reject`).
    `usage` counts what the stage consumed, such as tokens and requests. It goes into the done marker and must not depend on time.
    """

    rows: pa.Table
    rejects: pa.Table
    usage: dict[str, int] = {}


class RunContext(NamedTuple):
    """Describe the run that a stage works for: the input as the user named it, and the id of the run.

    Both are empty where a stage is used outside a run, for example in a notebook.
    """

    input: str | None = None
    run_id: str = ""


OUTSIDE_A_RUN = RunContext()


class Stage(Protocol):
    """Turn rows into rows, in a run or on a table in a notebook.

    `hardneg.NAME.stage.make(config, context)` returns the stage of a config. Attributes:

    * `name`: the folder of its parts.
    * `reads`, `writes`: the columns that it reads and writes.
    * `resources`: the resources that one worker reserves.
    * `unnests`: true where rows out are the negatives of the rows in, so that only negatives are conserved.
    * `chunk`: number of rows that are processed at once; 0: the whole part. What comes of a row must then depend on no other row. The
      outcome of each chunk is kept, so that a worker that dies loses one chunk.
    * `alone`: true where it needs a process of its own, because its models change settings of the process, such as threads.
    """

    name: str
    reads: pa.Schema
    writes: pa.Schema
    resources: Resources
    unnests: bool = False
    chunk: int = 0
    alone: bool = False

    def setup(self) -> None:
        """Load models. A worker calls this once, before the first `process`."""

    def process(self, rows: pa.Table) -> Outcome:
        """Turn rows into rows and rejects, without a clock or global state, and without files other than images."""
        ...

    def fingerprint(self) -> dict[str, object]:
        """Return what the result depends on besides the rows and the source code, which the engine adds (`engine.source`).

        That is the config without its free fields (`hardneg.schemas.section`), hashes of data files, and two mappings that the manifest
        records as well: `models`, from the name of a model to its revision, and `prompts`, from the id of a prompt to its hash.
        The driver calls this without `setup`, so it must be cheap.
        """
        ...

    def guarantees(self) -> Mapping[str, Guarantee]:
        """Return the bound on false negatives of each matcher, by the name of the matcher, for the manifest."""
        return {}


class StageFactory(Protocol):
    """Describe `make`, which every module `hardneg.NAME.stage` has."""

    def __call__(self, config: Config, context: RunContext = OUTSIDE_A_RUN) -> Stage:
        """Return the stage of a config.

        Raises:
            UserError: The config asks for what this machine does not have, such as a model.
        """
        ...
