from collections.abc import Sequence

import numpy as np
from sentences import Parse

from hardneg.matching.matcher import Scores
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.calibration import LabelledScore
from hardneg.training.matcher.texts.balanced_pairs import overlap
from hardneg.training.matcher.texts.text_calibration import labelled


class WordsInCommon:
    """Score by the number of shared words."""

    revision = "words"
    truncated = 0

    def score(self, captions: Sequence[str], texts: Sequence[str]) -> Scores:
        return np.array([overlap(caption, text) for caption, text in zip(captions, texts, strict=True)], np.float32)


def test_rows_are_labelled_by_how_they_were_made(parse: Parse) -> None:
    captions = ["A small black dog sits next to two white cats.", "A man is riding a brown horse on a beach."]
    rows = labelled(WordsInCommon(), [parse(caption) for caption in captions])

    assert rows.schema.equals(arrow_schema(LabelledScore))
    assert set(rows["group"].to_pylist()) == set(captions)
    valid = {family for family, is_valid in zip(rows["family"].to_pylist(), rows["valid"].to_pylist(), strict=True) if is_valid}
    invalid = {family for family, is_valid in zip(rows["family"].to_pylist(), rows["valid"].to_pylist(), strict=True) if not is_valid}
    assert {"object", "attribute", "action", "count"} <= valid
    assert {"object", "action"} <= invalid
    assert rows["score_positive"].null_count == rows.num_rows
