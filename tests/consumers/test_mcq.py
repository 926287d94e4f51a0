"""The shipped matchers of scenes answer the questions of `mcq` zero-shot: a plain CLIP, and the one that filters negatives."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import PIL.Image
import pytest

from hardneg.matching.load import load_matcher

OPTIONS = 4

Export = Callable[..., Path]


@pytest.mark.parametrize(("name", "least"), [("scenes-clip", 0.0), ("scenes", 0.6)])
def test_a_matcher_answers_zero_shot(name: str, least: float, exported: Export) -> None:
    folder, matcher = exported("mcq", "--split", "all"), load_matcher(name)
    questions = pd.concat([pd.read_csv(folder / f"{split}.csv") for split in ("train", "val")])

    right = 0
    for question in questions.itertuples():
        texts = [getattr(question, f"caption_{i}") for i in range(OPTIONS)]
        with PIL.Image.open(question.image_path) as image:
            scores = matcher.score([image.convert("RGB")] * OPTIONS, texts)
        assert scores.shape == (OPTIONS,)
        assert question.correct_answer == 0
        right += bool((scores[0] > scores[1:]).all())  # the caption is always first, so a tie is no answer
    print(f"mcq: {name} answers {right} of {len(questions)} right")  # the plain CLIP was trained without hard negatives: near chance
    assert len(questions) > 15
    assert right / len(questions) >= least
