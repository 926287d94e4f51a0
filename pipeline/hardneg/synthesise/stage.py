"""synthesise: for each negative an image that shows it. A negative for which none was found goes on without one, and says why.

It is rejected where text balance had discarded it, and only an image of its own could have made up for that (`hardneg.schemas.own_image`).
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa

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
from hardneg.synthesise.best import Denied, Granted, Wish, best_of
from hardneg.synthesise.boxes import read_boxes
from hardneg.synthesise.instruct import instruction
from hardneg.synthesise.masks import Box
from hardneg.synthesise.sources import Canvas, Edited, Refused, Root, Sources
from hardneg.synthesise.verify import Claim, Verifier

COLUMNS = [name for name in arrow_schema(Negative).names if name.startswith("image_") or name in ("negative_image", "other_images")]
"""What the stage writes, of the columns of `Negative`."""


class Facts(NamedTuple):
    """A negative with its caption. `row` is the caption's; `old` are the words that the edits replace."""

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
    root = Root(images, config.captions.image_root, config.captions.max_pixels)
    folder = find_pipeline(section.model, section.revision, section.variant)
    return SynthesiseStage(section, config.seed, folder, Verifier(section, section.match or config.filter.match), root)


class SynthesiseStage(Stage):
    """Draws, checks, and draws again, all negatives of a part together."""

    name = "synthesise"
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
        """Every negative goes on, with or without an image, but for those that need one."""
        if self.painter is None:
            self.setup()
        negatives, parents = flatten(rows)
        facts = _facts(rows, negatives, parents.tolist())
        usage: Counter[str] = Counter(images_wanted=len(facts) * self.config.images_per_negative)
        wishes, refused = self._wishes(rows, facts, usage)
        granted = best_of(wishes, self.painter, self.verifier, self.config, self.seed)
        found: dict[str, list[Granted | Denied]] = {}
        for wish, one in zip(wishes, granted, strict=True):
            found.setdefault(wish.id, []).append(one)
        usage.update(_usage(granted, self.config))
        written = pa.Table.from_pylist(
            [self._columns(found.get(one.id, []), refused.get(one.id)) for one in facts],
            pa.schema([arrow_schema(Negative).field(name) for name in COLUMNS]),
        )
        for name in COLUMNS:
            index = negatives.schema.get_field_index(name)
            negatives = negatives.set_column(index, negatives.schema.field(index), written[name])
        return Outcome(*reject_unverified(nest(rows, negatives, parents), self.name), dict(usage))

    def fingerprint(self) -> dict[str, object]:
        """Config, seed, the revisions of both models, and the boxes."""
        made_by: dict[str, object] = {"config": fingerprinted(self.config), "seed": self.seed}
        made_by["models"] = {"image_model": self.folder.revision, "image_matcher": self.verifier.revision}
        if self.config.mode != "text":
            made_by["image_root"] = self.root.image_root
            if self.config.boxes is not None:
                made_by["boxes"] = _hash_of(self.config.boxes)
        return made_by

    def _wishes(self, rows: pa.Table, facts: list[Facts], usage: Counter[str]) -> tuple[list[Wish], dict[str, Refused]]:
        """The images to draw; and why there are none for some negatives, by id."""
        refused = dict[str, Refused]()
        prompted: list[tuple[Facts, str]] = []
        alone = without_image(rows).to_pylist() if self.config.draw_for == "with_image" else [False] * len(rows)
        for one in facts:
            if alone[one.row]:
                refused[one.id] = Refused(ImageReason.SOURCE_MISSING, "the caption has no image, and synthesise.draw_for is with_image")
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
            canvases: list[tuple[Wish, Canvas | Refused | None]] = [(_wish(one, prompt), None) for one, prompt in prompted]
        else:
            canvases = self._canvases(rows, prompted)
        wishes = []
        for wish, canvas in canvases:
            if isinstance(canvas, Refused):
                refused[wish.id] = canvas
            else:
                wishes += [wish._replace(slot=slot) for slot in range(self.config.images_per_negative)]
        return wishes, refused

    def _canvases(self, rows: pa.Table, prompted: Sequence[tuple[Facts, str]]) -> list[tuple[Wish, Canvas | Refused | None]]:
        """What is to be edited for each wish: all negatives of a caption together, since they have one image."""
        matcher = self.verifier.matcher
        assert matcher is not None
        sources = Sources(rows, self.root, self.painter.side, self.config, self.boxes)
        found: list[tuple[Wish, Canvas | Refused | None]] = []
        for row, group in groupby(prompted, key=lambda each: each[0].row):
            some = list(group)
            edits = [Edited(one.negative, [edit.old for edit in one.edits]) for one, _ in some]
            for (one, prompt), canvas in zip(some, sources.canvases(row, matcher, some[0][0].caption, edits), strict=True):
                wish = _wish(one, prompt)
                if isinstance(canvas, Canvas):
                    wish = wish._replace(size=canvas.size, mask=canvas.mask, source=partial(sources.source, row))
                found.append((wish, canvas))
        return found

    def _columns(self, found: Sequence[Granted | Denied], refused: Refused | None) -> dict[str, Any]:
        """What is written of one negative."""
        granted = [one for one in found if isinstance(one, Granted)]
        blank: dict[str, Any] = dict.fromkeys(COLUMNS)
        blank["image_model"] = self.folder.revision
        if self.config.images_per_negative > 1:
            blank["other_images"] = [_other(one) for one in granted[1:]]
        if granted:
            first = granted[0]
            return blank | {
                "negative_image": {"bytes": first.data, "path": None},
                "image_seed": first.seed,
                "image_attempts": first.attempts,
                "image_match_negative": first.finding.negative,
                "image_match_caption": first.finding.caption,
                "image_p_valid": first.finding.p_valid,
            }
        said = refused or next((one for one in found if isinstance(one, Denied)), None)
        assert said is not None
        return blank | {"image_attempts": getattr(said, "attempts", 0), "image_reason": said.reason.value, "image_detail": said.detail}


def _facts(rows: pa.Table, negatives: pa.Table, parents: list[int]) -> list[Facts]:
    captions = rows["caption"].to_pylist()
    columns = (negatives[name].to_pylist() for name in ("id", "negative", "family", "edits"))
    return [
        Facts(row, identity, captions[row], negative, family, [Edit(**edit) for edit in edits])
        for row, identity, negative, family, edits in zip(parents, *columns, strict=True)
    ]


def _wish(one: Facts, prompt: str) -> Wish:
    return Wish(one.id, 0, prompt, Claim(one.negative, one.caption, one.family))


def _other(one: Granted) -> dict[str, Any]:
    return {
        "image": {"bytes": one.data, "path": None},
        "seed": one.seed,
        "match_negative": one.finding.negative,
        "match_caption": one.finding.caption,
    }


def _usage(found: Sequence[Granted | Denied], config: SynthesiseConfig) -> dict[str, int]:
    """Images that passed, in all and at the first attempt, and drawings that were made."""
    passed = [one for one in found if isinstance(one, Granted)]
    first = sum(one.attempts == 1 for one in passed)
    made = [config.max_attempts if config.choose == "best" else one.attempts for one in found]
    return {"images_verified": len(passed), "images_verified_at_once": first, "drawings": sum(made)}


def _hash_of(path: str) -> str:
    try:
        return hashlib.sha256(storage.read(path)).hexdigest()
    except OSError as error:
        raise UserError(f"synthesise.boxes {path}: cannot be read ({type(error).__name__})") from None
