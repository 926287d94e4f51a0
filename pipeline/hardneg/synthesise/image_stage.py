"""Give each negative a verified image of its own, by what a subclass requests. One without is kept, with the reason in `image_reason`.

A negative that selection had discarded is rejected if it has no image of its own (`hardneg.schemas.own_image`).
"""

import hashlib
import math
from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.engine import storage
from hardneg.engine.stage import Outcome, Resources, Stage
from hardneg.errors import UserError
from hardneg.grammar.splice import Edit
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import SynthesiseConfig, fingerprinted
from hardneg.schemas.nesting import flatten, nest
from hardneg.schemas.own_image import reject_unverified
from hardneg.schemas.rows import Negative, RewrittenRow
from hardneg.synthesise.best import ImageRequest, NoImage, VerifiedImage, best_of
from hardneg.synthesise.boxes import read_boxes
from hardneg.synthesise.masks import Box
from hardneg.synthesise.sources import Refused, Root
from hardneg.synthesise.verify import Claim, Unverified, Verifier

COLUMNS = [name for name in arrow_schema(Negative).names if name.startswith("image_") or name in ("negative_image", "other_images")]
"""The columns of `Negative` that the stage writes."""


class SourcedNegative(NamedTuple):
    """Hold a negative with its caption; `row` is the row of the caption."""

    row: int
    id: str
    caption: str
    negative: str
    family: str
    edits: list[Edit]

    @property
    def request(self) -> ImageRequest:
        """Return the request for an image of the negative, drawn from its text."""
        return ImageRequest(self.id, 0, self.negative, Claim(self.negative, self.caption, self.family))


class SynthesiseStage(Stage):
    """Make and verify images of all negatives of a part, with several attempts each."""

    name = "synthesise"
    chunk = 64
    alone = True
    reads = arrow_schema(RewrittenRow)
    writes = arrow_schema(RewrittenRow)

    def __init__(self, config: SynthesiseConfig, seed: int, verifier: Verifier | Unverified, root: Root) -> None:
        self.config, self.seed, self.verifier, self.root = config, seed, verifier, root
        self.resources = Resources.of(config)
        self.boxes: Mapping[str, Sequence[Box]] = {}
        self.painter: Any = None

    @property
    @abstractmethod
    def made_by(self) -> str:
        """Return the name and revision of what makes the images."""

    @abstractmethod
    def requests(self, rows: pa.Table, facts: list[SourcedNegative], usage: Counter[str]) -> tuple[list[ImageRequest], dict[str, Refused]]:
        """Return the images to make, and by id the reason why a negative gets none."""

    def setup(self) -> None:
        """Load the matcher and the boxes; a subclass sets `painter`."""
        self.verifier.setup()
        if self.config.boxes is not None and self.config.mode != "text":
            self.boxes = read_boxes(self.config.boxes)

    def process(self, rows: pa.Table) -> Outcome:
        """Return all negatives, with or without an image; those that need one and have none are rejects."""
        if self.painter is None:
            self.setup()
        negatives, parents = flatten(rows)
        facts = _facts(rows, negatives, parents.tolist())
        usage: Counter[str] = Counter(images_wanted=len(facts) * self.config.images_per_negative)
        requests, refused = self.requests(rows, facts, usage)
        verified = best_of(requests, self.painter, self.verifier, self.config, self.seed)
        found: dict[str, list[VerifiedImage | NoImage]] = {}
        for request, one in zip(requests, verified, strict=True):
            found.setdefault(request.id, []).append(one)
        usage.update(_usage(verified, self.config, self.verifier.name))
        written = pa.Table.from_pylist(
            [self._columns(found.get(one.id, []), refused.get(one.id)) for one in facts],
            pa.schema([arrow_schema(Negative).field(name) for name in COLUMNS]),
        )
        for name in COLUMNS:
            index = negatives.schema.get_field_index(name)
            negatives = negatives.set_column(index, negatives.schema.field(index), written[name])
        return Outcome(*reject_unverified(nest(rows, negatives, parents), self.name), dict(usage))

    def fingerprint(self) -> dict[str, object]:
        """Return config, seed, what makes the images, the revision of the matcher, and the hash of the boxes."""
        made_by: dict[str, object] = {"config": fingerprinted(self.config), "seed": self.seed}
        matcher = {} if self.verifier.revision is None else {"image_matcher": self.verifier.revision}
        made_by["models"] = {"image_model": self.made_by} | matcher
        if self.config.mode != "text":
            made_by["images"] = [self.root.places.image_root, *self.root.places.locations]
            if self.config.boxes is not None:
                made_by["boxes"] = _hash_of(self.config.boxes)
        return made_by

    def _columns(self, found: Sequence[VerifiedImage | NoImage], refused: Refused | None) -> dict[str, Any]:
        """Return the columns of one negative."""
        verified = [one for one in found if isinstance(one, VerifiedImage)]
        blank: dict[str, Any] = dict.fromkeys(COLUMNS)
        blank["image_model"] = self.made_by
        if self.config.images_per_negative > 1:
            blank["other_images"] = [_other(one) for one in verified[1:]]
        if verified:
            first = verified[0]
            return blank | {
                "negative_image": {"bytes": first.data, "path": None},
                "image_seed": first.seed,
                "image_attempts": first.attempts,
                "image_match_negative": _score(first.finding.negative),
                "image_match_caption": _score(first.finding.caption),
                "image_p_valid": first.finding.p_valid,
            }
        said = refused or next((one for one in found if isinstance(one, NoImage)), None)
        assert said is not None
        return blank | {"image_attempts": getattr(said, "attempts", 0), "image_reason": said.reason.value, "image_detail": said.detail}


def _facts(rows: pa.Table, negatives: pa.Table, parents: list[int]) -> list[SourcedNegative]:
    captions = rows["caption"].to_pylist()
    columns = (negatives[name].to_pylist() for name in ("id", "negative", "family", "edits"))
    return [
        SourcedNegative(row, identity, captions[row], negative, family, [Edit(**edit) for edit in edits])
        for row, identity, negative, family, edits in zip(parents, *columns, strict=True)
    ]


def _other(one: VerifiedImage) -> dict[str, Any]:
    return {
        "image": {"bytes": one.data, "path": None},
        "seed": one.seed,
        "match_negative": one.finding.negative,
        "match_caption": one.finding.caption,
    }


def _score(score: float) -> float | None:
    return None if math.isnan(score) else score


def _usage(found: Sequence[VerifiedImage | NoImage], config: SynthesiseConfig, name: str) -> dict[str, int]:
    """Count the images that passed, in total and at the first attempt, and the drawings."""
    passed = [one for one in found if isinstance(one, VerifiedImage)]
    first = sum(one.attempts == 1 for one in passed)
    made = [config.max_attempts if config.choose == "best" else one.attempts for one in found]
    return {f"images_{name}": len(passed), f"images_{name}_at_once": first, "drawings": sum(made)}


def _hash_of(path: str) -> str:
    try:
        return hashlib.sha256(storage.read(path)).hexdigest()
    except OSError as error:
        raise UserError(f"synthesise.boxes {path}: cannot be read ({type(error).__name__})") from None
