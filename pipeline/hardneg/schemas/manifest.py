"""Define the records that stand beside the rows: a done marker for each part, a manifest for each run."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Self

from pydantic import Field

from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config
from hardneg.schemas.matching import ShardVerification, Verification
from hardneg.schemas.record import Record


class Negatives(Record):
    """Count the negatives nested in the captions of a part: proposed = kept + rejected, by reason."""

    proposed: int = 0
    kept: int = 0
    rejected: dict[str, int] = {}


class Sealed(Record):
    """Hold a hash of all other fields in `check`, so that a damaged record is noticed. Records of older versions have none.

    Fields with their default do not count, so a field that a later version adds leaves the hashes of earlier records valid.
    """

    check: str = ""

    def sealed(self) -> Self:
        """Return the record with its hash."""
        return self.model_copy(update={"check": self._hash()})

    def is_damaged(self) -> bool:
        """Return whether the record has another hash than its fields have."""
        return self.check not in ("", self._hash())

    def _hash(self) -> str:
        fields = self.model_dump(mode="json", exclude={"check"}, exclude_defaults=True)
        return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


class Marker(Sealed):
    """Vouch for published files, by their hashes and sizes. Markers of older versions have no sizes."""

    sha256: dict[str, str]
    bytes: dict[str, int] = {}

    def vouches_for(self, sizes: Mapping[str, int]) -> bool:
        """Return whether the files are all among those with these sizes in bytes."""
        return all(name in sizes and sizes[name] == self.bytes.get(name, sizes[name]) for name in self.sha256)

    def only(self, names: Collection[str]) -> Self:
        """Return the marker of those of its files that have these names."""
        return self.model_copy(update={"sha256": {name: sha256 for name, sha256 in self.sha256.items() if name in names}})


class Done(Marker):
    """Mark a part as done. A part without one does not exist. `rows_in` = `rows_out` + the sum of `rejected`.

    `sha256` and `bytes` hold the hashes and sizes of the published files by name. `setup_seconds` are those of `seconds` in which models
    were loaded, and `cpu_seconds` those of the worker's processors. These three, `attempts` and `check` differ between two equal runs.
    """

    stage: str
    part: int
    fingerprint: str
    rows_in: int
    rows_out: int
    rejected: dict[str, int] = {}
    negatives: Negatives = Negatives()
    usage: dict[str, int] = {}
    seconds: float = 0.0
    setup_seconds: float = 0.0
    cpu_seconds: float = 0.0
    attempts: int = 1


class Cut(Sealed):
    """Describe the input when it was cut, and the number of its parts (`OUT/input/done.json`)."""

    input: str
    fingerprint: str
    parts: int


class Quality(Record):
    """Hold the leakage that `hardneg quality` measured: by family, the pairwise accuracy of each text-only classifier; 0.5 is chance level.

    `shards` is the fingerprint of the measured shards (`OUT/shards/done.json`). The figures hold for these shards only.
    """

    shards: str
    seed: int
    accuracy: dict[str, dict[str, float]]


def verification_of(config: Config, guarantees: Mapping[str, Guarantee]) -> Verification:
    """Return whether a matcher judges the negatives of a run: one must be named, and judge at least one family."""
    if config.filter.verification == "unverified" or (guarantees and not any(of.judged for of in guarantees.values())):
        return "unverified"
    return "verified"


class Machine(Record):
    """Describe the processor of a machine. `instructions` are those of its instruction sets by which libraries choose their code."""

    processor: str
    architecture: str
    instructions: list[str] = []


class Manifest(Record):
    """Describe a run (`OUT/manifest.json`). `run_id` is a hash of the config without its free fields, and of the content of the input.

    `verification` says whether a matcher judges the negatives; `guarantees` holds the bound on false negatives of each matcher of the
    filter. `quality` holds the measured leakage, if there is any. `machines` are those on which commands made parts, in order; on a
    cluster, those that started the command.
    """

    run_id: str
    input: str
    config: Config
    parts: int
    machines: list[Machine] = []
    versions: dict[str, str] = {}
    models: dict[str, str] = {}
    prompts: dict[str, str] = {}
    guarantees: dict[str, Guarantee] = {}
    verification: Verification = Field(default_factory=lambda data: verification_of(data["config"], data["guarantees"]))
    quality: Quality | None = None


class SplitCounts(Record):
    """Count what is in the shards of a split: rows by family, captions, generated images, and rows by family and first judge.

    In `judges` the empty name counts rows that no matcher judged. `by_path` counts rows whose image is not in the shards, but named by
    its path or URL. `stored` counts rows whose image is in the shard, by column.
    """

    families: dict[str, int] = {}
    captions: int = 0
    images: int = 0
    by_path: int = 0
    stored: dict[str, int] = {}
    judges: dict[str, dict[str, int]] = {}

    @property
    def judged_by(self) -> dict[str, int]:
        """Return the rows of each judge."""
        total = sum((Counter(of_family) for of_family in self.judges.values()), Counter[str]())
        return dict(sorted(total.items()))


class WriterCounts(Record):
    """Count the rows that one method wrote with one model and one version of a prompt; null where there was none."""

    method: str
    model: str | None = None
    prompt: str | None = None
    prompt_version: str | None = None
    rows: int


class Packed(Marker):
    """Describe the shards (`OUT/shards/done.json`): fingerprint, rows, hash and size of files, and counts for the card."""

    fingerprint: str
    run_id: str
    rows: dict[str, int]
    splits: dict[str, SplitCounts] = {}
    writers: list[WriterCounts] = []

    @property
    def judged(self) -> int:
        """Return the number of rows that a matcher judged."""
        return sum(rows for counts in self.splits.values() for judge, rows in counts.judged_by.items() if judge)


def verification_of_shards(manifest: Manifest, packed: Packed) -> ShardVerification:
    """Return the verification of shards by the rows that a matcher judged; that of the manifest where they were not counted."""
    if manifest.verification == "unverified" or not packed.splits:
        return manifest.verification
    rows = sum(packed.rows.values())
    return "unverified" if not packed.judged else "verified" if packed.judged == rows else "partly verified"
