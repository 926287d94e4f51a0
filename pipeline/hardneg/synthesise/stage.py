"""synthesise: generate a verified image for each negative. A negative without one is kept, with the reason in `image_reason`.

A negative that selection had discarded is rejected if it has no image of its own (`hardneg.schemas.own_image`).
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa

from hardneg.captions.cleaning.image_access import places_of
from hardneg.captions.files.inputs import root_of
from hardneg.engine import storage
from hardneg.engine.stage import OUTSIDE_A_RUN, Outcome, Resources, RunContext, Stage
from hardneg.errors import UserError
from hardneg.grammar.splice import Edit
from hardneg.models.pipeline_folder import PipelineFolder, find_pipeline
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.config import Config, SynthesiseConfig, fingerprinted
from hardneg.schemas.nesting import flatten, nest
from hardneg.schemas.own_image import reject_unverified, without_image
from hardneg.schemas.reasons import ImageReason
from hardneg.schemas.rows import Negative, RewrittenRow
from hardneg.synthesise.best import ImageRequest, NoImage, VerifiedImage, best_of
from hardneg.synthesise.boxes import read_boxes
from hardneg.synthesise.instruct import instruction
from hardneg.synthesise.masks import Box
from hardneg.synthesise.sources import Canvas, Edited, Refused, Root, Sources
from hardneg.synthesise.verify import Claim, Verifier

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


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> "SynthesiseStage":
    """Return the stage of a config. Relative paths of images start in the folder of the run's input.

    Raises:
        UserError: The model or the matcher is not there.
    """
    section = config.synthesise
    edits = section.mode != "text"
    images = root_of(context.input) if context.input is not None and edits else ""
    root = Root(places_of(images, config.captions), config.captions.max_pixels)
    folder = find_pipeline(section.model, section.revision, section.variant)
    return SynthesiseStage(section, config.seed, folder, Verifier(section, section.match or config.filter.match), root)


class SynthesiseStage(Stage):
    """Draw and verify images of all negatives of a part, with several attempts each."""

    name = "synthesise"
    alone = True
    reads = arrow_schema(RewrittenRow)
    writes = arrow_schema(RewrittenRow)

    def __init__(self, config: SynthesiseConfig, seed: int, folder: PipelineFolder, verifier: Verifier, root: Root) -> None:
        self.config, self.seed, self.folder, self.verifier, self.root = config, seed, folder, verifier, root
        self.resources = Resources.of(config)
        self.boxes: Mapping[str, Sequence[Box]] = {}
        self.painter: Any = None

    def setup(self) -> None:
        """Load the pipeline and the matcher."""
        from hardneg.synthesise.load import load_pipeline
        from hardneg.synthesise.painter import Painter

        self.painter = Painter(load_pipeline(self.folder, self.config), self.config)
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
        requests, refused = self._requests(rows, facts, usage)
        verified = best_of(requests, self.painter, self.verifier, self.config, self.seed)
        found: dict[str, list[VerifiedImage | NoImage]] = {}
        for request, one in zip(requests, verified, strict=True):
            found.setdefault(request.id, []).append(one)
        usage.update(_usage(verified, self.config))
        written = pa.Table.from_pylist(
            [self._columns(found.get(one.id, []), refused.get(one.id)) for one in facts],
            pa.schema([arrow_schema(Negative).field(name) for name in COLUMNS]),
        )
        for name in COLUMNS:
            index = negatives.schema.get_field_index(name)
            negatives = negatives.set_column(index, negatives.schema.field(index), written[name])
        return Outcome(*reject_unverified(nest(rows, negatives, parents), self.name), dict(usage))

    def fingerprint(self) -> dict[str, object]:
        """Return config, seed, the revisions of both models, and the hash of the boxes."""
        made_by: dict[str, object] = {"config": fingerprinted(self.config), "seed": self.seed}
        made_by["models"] = {"image_model": self.folder.revision, "image_matcher": self.verifier.revision}
        if self.config.mode != "text":
            made_by["images"] = [self.root.places.image_root, *self.root.places.locations]
            if self.config.boxes is not None:
                made_by["boxes"] = _hash_of(self.config.boxes)
        return made_by

    def _requests(self, rows: pa.Table, facts: list[SourcedNegative], usage: Counter[str]) -> tuple[list[ImageRequest], dict[str, Refused]]:
        """Return the images to draw, and by id the reason why a negative gets none."""
        refused = dict[str, Refused]()
        prompted: list[tuple[SourcedNegative, str]] = []
        alone = without_image(rows).to_pylist() if self.config.draw_for == "with_image" else [False] * len(rows)
        for one in facts:
            if alone[one.row]:
                refused[one.id] = Refused(ImageReason.SOURCE_MISSING, "the caption has no image, and synthesise.draw_for is with_image")
                continue
            if (why := self.verifier.why_not(Claim(one.negative, one.caption, one.family))) is not None:
                refused[one.id] = Refused(ImageReason.NOT_VERIFIED, why)
                continue
            prompt = instruction(one.edits, one.negative) if self.config.mode == "instruct" else one.negative
            excess = self.painter.excess(prompt)
            if excess is not None:
                usage["prompts_too_long"] += 1
                if self.config.long_prompts == "refuse":
                    refused[one.id] = Refused(ImageReason.PROMPT_TOO_LONG, f"{excess[0]} tokens, and the text encoder reads {excess[1]}")
                    continue
            prompted.append((one, prompt))
        if self.config.mode == "text":
            canvases: list[tuple[ImageRequest, Canvas | Refused | None]] = [(_request(one, prompt), None) for one, prompt in prompted]
        else:
            canvases = self._canvases(rows, prompted)
        requests = []
        for request, canvas in canvases:
            if isinstance(canvas, Refused):
                refused[request.id] = canvas
            else:
                requests += [request._replace(slot=slot) for slot in range(self.config.images_per_negative)]
        return requests, refused

    def _canvases(
        self, rows: pa.Table, prompted: Sequence[tuple[SourcedNegative, str]]
    ) -> list[tuple[ImageRequest, Canvas | Refused | None]]:
        """Return the canvas of each request: all negatives of a caption together, since they share one image."""
        matcher = self.verifier.matcher
        assert matcher is not None
        sources = Sources(rows, self.root, self.painter.side, self.config, self.boxes)
        found: list[tuple[ImageRequest, Canvas | Refused | None]] = []
        for row, group in groupby(prompted, key=lambda each: each[0].row):
            some = list(group)
            edits = [Edited(one.negative, [edit.old for edit in one.edits]) for one, _ in some]
            for (one, prompt), canvas in zip(some, sources.canvases(row, matcher, some[0][0].caption, edits), strict=True):
                request = _request(one, prompt)
                if isinstance(canvas, Canvas):
                    request = request._replace(size=canvas.size, mask=canvas.mask, source=partial(sources.source, row))
                found.append((request, canvas))
        return found

    def _columns(self, found: Sequence[VerifiedImage | NoImage], refused: Refused | None) -> dict[str, Any]:
        """Return the columns of one negative."""
        verified = [one for one in found if isinstance(one, VerifiedImage)]
        blank: dict[str, Any] = dict.fromkeys(COLUMNS)
        blank["image_model"] = self.folder.revision
        if self.config.images_per_negative > 1:
            blank["other_images"] = [_other(one) for one in verified[1:]]
        if verified:
            first = verified[0]
            return blank | {
                "negative_image": {"bytes": first.data, "path": None},
                "image_seed": first.seed,
                "image_attempts": first.attempts,
                "image_match_negative": first.finding.negative,
                "image_match_caption": first.finding.caption,
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


def _request(one: SourcedNegative, prompt: str) -> ImageRequest:
    return ImageRequest(one.id, 0, prompt, Claim(one.negative, one.caption, one.family))


def _other(one: VerifiedImage) -> dict[str, Any]:
    return {
        "image": {"bytes": one.data, "path": None},
        "seed": one.seed,
        "match_negative": one.finding.negative,
        "match_caption": one.finding.caption,
    }


def _usage(found: Sequence[VerifiedImage | NoImage], config: SynthesiseConfig) -> dict[str, int]:
    """Count the images that passed, in total and at the first attempt, and the drawings."""
    passed = [one for one in found if isinstance(one, VerifiedImage)]
    first = sum(one.attempts == 1 for one in passed)
    made = [config.max_attempts if config.choose == "best" else one.attempts for one in found]
    return {"images_verified": len(passed), "images_verified_at_once": first, "drawings": sum(made)}


def _hash_of(path: str) -> str:
    try:
        return hashlib.sha256(storage.read(path)).hexdigest()
    except OSError as error:
        raise UserError(f"synthesise.boxes {path}: cannot be read ({type(error).__name__})") from None
