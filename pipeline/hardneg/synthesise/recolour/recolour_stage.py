"""Change the colours of the caption's image for negatives that change one. Other negatives get no image, and `image_reason` says why."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import groupby

import numpy as np
import PIL.Image
import pyarrow as pa

from hardneg.matching.image_reading import ORIENTATION
from hardneg.parse.model import Parser, revision
from hardneg.parse.tags import parser
from hardneg.schemas.captions import Form
from hardneg.schemas.config import SynthesiseConfig, fingerprinted
from hardneg.schemas.family import Family
from hardneg.schemas.reasons import ImageReason
from hardneg.synthesise.best import ImageRequest
from hardneg.synthesise.image_stage import SourcedNegative, SynthesiseStage
from hardneg.synthesise.masks import Box, boxed, heat, hottest, pixels
from hardneg.synthesise.recolour.colour_edit import ColourEdit, colour_edit
from hardneg.synthesise.recolour.colour_terms import COLOUR_TERMS
from hardneg.synthesise.recolour.difference import difference
from hardneg.synthesise.recolour.oklab import Floats, lab_of
from hardneg.synthesise.recolour.recolourer import Recolourer
from hardneg.synthesise.recolour.region import LOCATED, Mask, NoRegion, find_region, limits_of
from hardneg.synthesise.recolour.repaint import SIDE, lift, repainted, shows
from hardneg.synthesise.sources import Refused, Root, Sources
from hardneg.synthesise.verify import Unverified, Verifier

REVISION = "recolour"
OF_A_GENERATOR = frozenset({
    "model", "revision", "variant", "draw_for", "max_attempts", "choose", "steps", "guidance", "image_guidance", "strength", "size",
    "long_prompts", "safety", "store", "quality", "batch_size", "dtype", "attention_slicing",
})  # fmt: skip
"""Config keys that this stage does not read. `store` is read when shards are packed."""
SHOWN = 0.5
"""Least share of a region that has the new colour afterwards."""
ALIKE = 13.0
"""Least difference of a region before and after (CIEDE2000). Below it colours looked alike in photographs, such as light red and pink."""
LIFT = 0.58
"""Most that a region may become lighter: what was black has no folds or hairs that white could show."""


class RecolourStage(SynthesiseStage):
    """Change the colour of the thing whose colour a negative changes."""

    def __init__(
        self, config: SynthesiseConfig, seed: int, verifier: Verifier | Unverified, root: Root, parse_model: str, form: Form = "caption"
    ) -> None:
        super().__init__(config.model_copy(update={"max_attempts": 1}), seed, verifier, root)  # a second one would be the same
        self.parse_model, self.form = parse_model, form
        self._parser: Parser | None = None

    @property
    def made_by(self) -> str:
        """Return the name of the method; its code is in the fingerprint of every stage."""
        return REVISION

    def setup(self) -> None:
        """Load spaCy, the matcher if there is one, and the boxes."""
        self.painter = Recolourer()
        super().setup()

    def fingerprint(self) -> dict[str, object]:
        """Return the fingerprint of every such stage without the keys of a generator, and with the revision of spaCy's model."""
        config = {name: value for name, value in fingerprinted(self.config).items() if name not in OF_A_GENERATOR}
        return super().fingerprint() | {"config": config, "parse_model": revision(self.parse_model), "form": self.form}

    def requests(self, rows: pa.Table, facts: list[SourcedNegative], usage: Counter[str]) -> tuple[list[ImageRequest], dict[str, Refused]]:
        """Return the regions to recolour."""
        requests, refused = list[ImageRequest](), dict[str, Refused]()
        sources = Sources(rows, self.root, None, self.config, self.boxes)
        changes = self._changes(facts)
        for row, group in groupby(facts, key=lambda one: one.row):
            lab: Floats | None = None
            for one in group:
                change = changes[one.id]
                if isinstance(change, str):
                    refused[one.id] = Refused(ImageReason.NOT_A_COLOUR, change)
                    continue
                if (why := self.verifier.why_not(one.request.claim)) is not None:
                    refused[one.id] = Refused(ImageReason.NOT_VERIFIED, why)
                    continue
                picture = sources.read(row)
                if isinstance(picture, Refused):
                    refused[one.id] = picture
                    continue
                if lab is None:
                    small = picture.copy()
                    small.thumbnail((SIDE, SIDE), PIL.Image.Resampling.BOX)
                    lab = lab_of(small)
                mask = self._region(lab, small, change, one, sources.boxes_of(row))
                if isinstance(mask, Refused):
                    refused[one.id] = mask
                else:
                    found = one.request._replace(size=picture.size, source=partial(sources.source, row), mask=mask)
                    turned = picture.info.get(ORIENTATION, 1)
                    requests.append(found._replace(colours=(change.source, change.target), orientation=turned))
        usage.update(f"images_{each.reason}" for each in refused.values())
        return requests, refused

    def _changes(self, facts: Sequence[SourcedNegative]) -> dict[str, ColourEdit | str]:
        """Return by id the change of colour of each negative, or why there is none."""
        coloured = [one for one in facts if one.family == Family.ATTRIBUTE]
        found: dict[str, ColourEdit | str] = {one.id: f"{one.family}: recolouring shows changes of colour alone" for one in facts}
        if self._parser is None and coloured:
            self._parser = parser(self.parse_model, self.form)
        if self._parser is not None:
            captions = list(dict.fromkeys(one.caption for one in coloured))
            sentences = dict(zip(captions, self._parser.parse(captions), strict=True))
            found.update((one.id, colour_edit(sentences[one.caption], one.edits)) for one in coloured)
        return found

    def _region(
        self, lab: Floats, small: PIL.Image.Image, change: ColourEdit, one: SourcedNegative, boxes: Sequence[Box]
    ) -> Mask | Refused:
        """Return the region of a thing: inside its box, else by colour alone, else where the matcher sees the words."""
        source, target = COLOUR_TERMS[change.source], COLOUR_TERMS[change.target]
        within = None if self.config.mask in ("matcher", "none") else boxed(boxes, [change.source, change.noun])
        if within is not None:
            found = find_region(lab, source, LOCATED, change.plural, pixels(within, small.size))
        elif self.config.mask == "box":
            return Refused(ImageReason.EMPTY_MASK, "no box of the edited words")
        else:
            found = NoRegion("", False)
            if self.config.mask != "matcher":
                found = find_region(lab, source, limits_of(change.source), change.plural)
            if isinstance(found, NoRegion) and self.verifier.matcher is not None and self.config.mask != "none":
                hot = hottest(heat(self.verifier.matcher, small, one.caption, [one.negative])[0], self.config.mask_threshold)
                found = find_region(lab, source, LOCATED, change.plural, pixels(hot, small.size)) if hot is not None else found
        if isinstance(found, NoRegion):
            reason = ImageReason.UNCLEAR_PLACE if found.several else ImageReason.EMPTY_MASK
            return Refused(reason, f"{change.source} {change.noun}: {found.why or 'occluding no region changes the score of the matcher'}")
        needed = lift(small, found.mask, target)
        if needed > LIFT:
            return Refused(ImageReason.COLOUR_NOT_SHOWN, f"the region would have to be lighter by {needed:.2f}, above {LIFT:g}")
        made = repainted(small, found.mask, source, target)
        if (between := difference(small, made, found.mask)) < ALIKE:
            said = f"{change.source} and {change.target} would look alike here: CIEDE2000 {between:.0f}, below {ALIKE:g}"
            return Refused(ImageReason.COLOUR_NOT_SHOWN, said)
        share = shows(made, found.mask, target)
        if share < SHOWN:
            return Refused(ImageReason.COLOUR_NOT_SHOWN, f"{share:.0%} of the region would be {change.target}, below {SHOWN:.0%}")
        return np.asarray(found.mask)
