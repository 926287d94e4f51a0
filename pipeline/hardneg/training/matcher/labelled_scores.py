"""Score labelled negatives as the filter would score them; for image matchers also with the image of another row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from rich.console import Console

from hardneg.captions.cleaning.image_access import MAX_PIXELS, ImagePlaces
from hardneg.errors import UserError
from hardneg.errors.printable import printable
from hardneg.matching.image_scoring import ImageScorer, ImageScores
from hardneg.matching.located import locate, start_matcher, start_text_matcher
from hardneg.matching.matcher import DIGITS, Matcher
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.rows import CaptionRow, Image
from hardneg.training.matcher.labelled_cases import Case
from hardneg.wording import amount

Floats = npt.NDArray[np.float64]


def scored(
    model: str,
    cases: Sequence[Case],
    *,
    revision: str | None = None,
    device: str | None = None,
    batch_size: int = 64,
    match: MatchConfig | None = None,
    console: Console | None = None,
    matcher: Matcher | None = None,
) -> pa.Table:
    """Return the cases with the scores that the filter would give them, as `LabelledScore`, without cases that get none: their images
    cannot be read, or they are too long. `matcher` is the image matcher of that name, where it is loaded already.

    Raises:
        UserError: The matcher needs images and a case has none, or no image can be read.
    """
    console = console or Console(markup=False)
    running = {"device": device, "batch_size": batch_size}
    match = (match or MatchConfig()).model_copy(update=running)
    if matcher is None and locate(model, revision, match).of_texts:
        judge = start_text_matcher(match.model_copy(update={"text_model": model, "text_revision": revision}))
        negative = np.round(
            np.asarray(judge.score([case.caption for case in cases], [case.negative for case in cases]), np.float64), DIGITS
        )
        scored_ones = np.isfinite(negative)
        if not scored_ones.all():
            console.print(f"{amount(int((~scored_ones).sum()), 'negative')} skipped: longer than the matcher reads")
        return _table([case for case, there in zip(cases, scored_ones, strict=True) if there], negative[scored_ones], None)
    if any(case.image is None for case in cases):
        raise UserError(f"matcher {model}: an image matcher needs an image in each labelled row; add the images, or name a text matcher")
    scorer = ImageScorer(_places(cases), MAX_PIXELS, batch_size)
    scorer.matcher = matcher or start_matcher(match.image_matcher(model, revision), match)
    scores, parents = _of_images(scorer, cases, [case.image for case in cases])
    if scores.faults:
        reason, detail = next(iter(scores.faults.values()))
        console.print(
            f"{amount(len(scores.faults), 'caption')} skipped: the image cannot be read (the first: {reason}, {printable(detail)})"
        )
    read = ~np.isin(parents, list(scores.faults))
    if not read.any():
        raise UserError("calibrate-matcher: no image of the labelled rows can be read; paths must be relative to the file")
    seen = np.isfinite(scores.negative) & np.isfinite(scores.positive[parents])
    if too_long := int((read & ~seen).sum()):
        console.print(f"{amount(too_long, 'negative')} skipped: it or the caption is longer than the matcher reads")
    out_of_vocabulary = sorted({*scores.unlearnt, *(i for i, row in enumerate(parents.tolist()) if row in scores.unlearnt_captions)})
    if out_of_vocabulary:
        console.print(
            f"{amount(len(out_of_vocabulary), 'negative')} skipped: it or the caption has words outside the matcher's training vocabulary"
        )
        seen[out_of_vocabulary] = False
    if not seen.any():
        raise UserError(
            f"matcher {model}: every labelled row is too long for it, or has a word outside its vocabulary; name another matcher"
        )
    kept = [case for case, there in zip(cases, seen.tolist(), strict=True) if there]
    return _table(kept, scores.negative[seen], scores.positive[parents][seen], _shuffled(scorer, kept))


def _places(cases: Sequence[Case]) -> ImagePlaces:
    """Return where the images of labelled rows may be: anywhere, because the user wrote these rows or had them written."""
    paths = [case.image.path for case in cases if case.image is not None and case.image.path is not None]
    return ImagePlaces("/", None, sorted({path.partition("://")[0] + "://" for path in paths if "://" in path}))


def _of_images(scorer: ImageScorer, cases: Sequence[Case], images: Sequence[Image | None]) -> tuple[ImageScores, npt.NDArray[np.int64]]:
    """Return the scores of the cases with these images, and the row of the caption with its image of each case."""
    places: dict[tuple[object, ...], int] = {}
    keys = [(case.group, case.caption, image and (image.path, image.bytes)) for case, image in zip(cases, images, strict=True)]
    parents = np.asarray([places.setdefault(key, len(places)) for key in keys], np.int64)
    firsts = np.unique(parents, return_index=True)[1].tolist()
    captions = [
        {"id": str(i), "caption": cases[i].caption, "source": {"input": "", "key": str(i)}, "image": image and image.model_dump()}
        for i, image in ((i, images[i]) for i in firsts)
    ]
    table = pa.Table.from_pylist(captions, schema=arrow_schema(CaptionRow))
    return scorer.score(table, pa.table({"negative": [case.negative for case in cases]}), parents), parents


def _shuffled(scorer: ImageScorer, cases: Sequence[Case]) -> tuple[Floats, Floats] | None:
    """Return the scores of negatives and of captions for the image of the next group; None where all rows are of one group."""
    first = {case.group: case.image for case in reversed(cases)}
    groups = sorted(first)
    if len(groups) < 2:
        return None
    following = dict(zip(groups, groups[1:] + groups[:1], strict=True))
    scores, parents = _of_images(scorer, cases, [first[following[case.group]] for case in cases])
    return scores.negative, scores.positive[parents]


def _table(cases: Sequence[Case], negative: Floats, positive: Floats | None, shuffled: tuple[Floats, Floats] | None = None) -> pa.Table:
    def column(values: Floats | None) -> pa.Array:
        return pa.nulls(len(cases), pa.float32()) if values is None else pa.array(values, pa.float32(), from_pandas=True)

    columns = {
        "group": pa.array([case.group for case in cases], pa.string()),
        "family": pa.array([case.family and case.family.value for case in cases], pa.string()),
        "score_negative": column(negative),
        "score_positive": column(positive),
        "valid": pa.array([case.valid for case in cases], pa.bool_()),
        "shuffled_negative": column(shuffled and shuffled[0]),
        "shuffled_positive": column(shuffled and shuffled[1]),
        "added": pa.array([case.added for case in cases], pa.bool_()),
    }
    return pa.table(columns, schema=arrow_schema(LabelledScore))
