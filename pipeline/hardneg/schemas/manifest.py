"""What is written beside the rows: one done marker a part, one manifest a run."""

from hardneg.schemas.calibration import Guarantee
from hardneg.schemas.config import Config
from hardneg.schemas.record import Record


class Negatives(Record):
    """Of the negatives nested in a part's captions: proposed = kept + rejected, by reason."""

    proposed: int = 0
    kept: int = 0
    rejected: dict[str, int] = {}


class Done(Record):
    """Done marker of a part. What has none does not exist. `rows_in` = `rows_out` + the sum of `rejected`.

    `sha256` is of the files as published, by file name; `seconds` and `attempts` are the only fields that differ between two runs.
    """

    stage: str
    part: int
    fingerprint: str
    rows_in: int
    rows_out: int
    rejected: dict[str, int] = {}
    negatives: Negatives = Negatives()
    usage: dict[str, int] = {}
    sha256: dict[str, str]
    seconds: float = 0.0
    attempts: int = 1


class Cut(Record):
    """`OUT/input/done.json`: what the input was when it was cut, and into how many parts."""

    input: str
    fingerprint: str
    parts: int


class Quality(Record):
    """What `hardneg quality` measured: pairwise accuracy of each blind judge, by family, negative against caption; 0.5 is chance.

    `shards` is the fingerprint of the shards that it was measured on (`OUT/shards/done.json`): of others it says nothing.
    """

    shards: str
    seed: int
    accuracy: dict[str, dict[str, float]]


class Manifest(Record):
    """`OUT/manifest.json`. `run_id` is a hash of the config (less what has no effect) and the input's content.

    `guarantees` says, for each matcher of the filter, what is claimed of what it keeps; `quality` how well negatives are told without the
    image, once that was measured.
    """

    run_id: str
    input: str
    config: Config
    parts: int
    versions: dict[str, str] = {}
    models: dict[str, str] = {}
    prompts: dict[str, str] = {}
    guarantees: dict[str, Guarantee] = {}
    quality: Quality | None = None


class Packed(Record):
    """`OUT/shards/done.json`: what the shards were made of, their rows, and the SHA-256 of every file beside them."""

    fingerprint: str
    run_id: str
    rows: dict[str, int]
    sha256: dict[str, str]
