import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import PIL.Image
from rich.console import Console

from hardneg.matching.calibration import calibrate
from hardneg.schemas.family import Family
from hardneg.schemas.rows import Image
from hardneg.training.matcher.labelled_cases import Case
from hardneg.training.matcher.labelled_scores import scored


class ShortReader:
    """Score by the number of words; it reads five of them."""

    revision, threshold, truncated = "short@1", None, 0

    def score(self, images: Sequence[Any], texts: Sequence[str], pairs: Any) -> Any:  # noqa: ARG002
        lengths = np.array([len(texts[text].split()) for _, text in pairs], np.float32)
        return np.where(lengths > 5, np.nan, lengths)

    def unlearnt(self, text: str) -> None:  # noqa: ARG002
        return None


def cases(long_captions: int, long_negatives: int, count: int = 40) -> list[Case]:
    found = []
    for number in range(count):
        file = io.BytesIO()
        PIL.Image.new("RGB", (4, 4), (number, 0, 0)).save(file, "PNG")
        caption = "a dog" + " and a dog" * 3 * (number < long_captions)
        negative = "a cat" + " and a cat" * 3 * (number >= count - long_negatives)
        found.append(Case(str(number), Image(bytes=file.getvalue()), caption, negative, Family.OBJECT, bool(number % 2)))
    return found


def test_a_pair_with_a_text_longer_than_the_matcher_reads_is_skipped_and_the_others_keep_both_scores() -> None:
    shown = io.StringIO()
    rows = scored("short", cases(2, 3), matcher=ShortReader(), console=Console(file=shown, width=200))
    assert rows.num_rows == 35
    assert rows["score_positive"].null_count == rows["score_negative"].null_count == 0
    assert rows["shuffled_positive"].null_count == 0
    assert "5 negatives skipped: it or the caption is longer" in shown.getvalue()
    made = calibrate(rows, "short@1", "a test")
    assert made.of_images
    assert made.record.competence[Family.OBJECT].shuffled is not None
