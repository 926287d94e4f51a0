"""Draw images of negatives by a diffusion model, from the text or by editing the caption's image."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import groupby

import pyarrow as pa

from hardneg.models.pipeline_folder import PipelineFolder
from hardneg.schemas.config import SynthesiseConfig
from hardneg.schemas.own_image import without_image
from hardneg.schemas.reasons import ImageReason
from hardneg.synthesise.best import ImageRequest
from hardneg.synthesise.image_stage import SourcedNegative, SynthesiseStage
from hardneg.synthesise.instruct import instruction
from hardneg.synthesise.sources import Canvas, Edited, Refused, Root, Sources
from hardneg.synthesise.verify import Verifier


class DrawingStage(SynthesiseStage):
    """Draw the images by a diffusers pipeline."""

    def __init__(self, config: SynthesiseConfig, seed: int, folder: PipelineFolder, verifier: Verifier, root: Root) -> None:
        super().__init__(config, seed, verifier, root)
        self.folder = folder

    @property
    def made_by(self) -> str:
        """Return the revision of the pipeline."""
        return self.folder.revision

    def setup(self) -> None:
        """Load the pipeline, the matcher and the boxes."""
        from hardneg.synthesise.load import load_pipeline
        from hardneg.synthesise.painter import Painter

        self.painter = Painter(load_pipeline(self.folder, self.config), self.config)
        super().setup()

    def requests(self, rows: pa.Table, facts: list[SourcedNegative], usage: Counter[str]) -> tuple[list[ImageRequest], dict[str, Refused]]:
        """Return the images to draw. Negatives longer than the text encoder reads are refused or cut."""
        refused = dict[str, Refused]()
        prompted: list[tuple[SourcedNegative, str]] = []
        alone = without_image(rows).to_pylist() if self.config.draw_for == "with_image" else [False] * len(rows)
        for one in facts:
            if alone[one.row]:
                refused[one.id] = Refused(ImageReason.SOURCE_MISSING, "the caption has no image, and synthesise.draw_for is with_image")
                continue
            if (why := self.verifier.why_not(one.request.claim)) is not None:
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
            canvases: list[tuple[ImageRequest, Canvas | Refused | None]] = [
                (one.request._replace(prompt=prompt), None) for one, prompt in prompted
            ]
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
                request = one.request._replace(prompt=prompt)
                if isinstance(canvas, Canvas):
                    request = request._replace(size=canvas.size, mask=canvas.mask, source=partial(sources.source, row))
                found.append((request, canvas))
        return found
