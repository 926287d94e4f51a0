"""The shipped matcher looks at drawn scenes."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.matching.cross import CrossMatcher
from hardneg.matching.image_scoring import BATCHES_IN_MEMORY, ImageColumn, ImageScorer, ImageScores
from hardneg.models.matcher_folder import WEIGHTS
from hardneg.scenes.render import png, render
from hardneg.scenes.world import SceneSample, samples
from hardneg.schemas.arrow import to_table
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import CaptionRow, Image, Source

DRAWN = list(samples(17, 6))


@pytest.fixture(scope="module")
def matcher() -> CrossMatcher:
    return CrossMatcher.from_folder(WEIGHTS / "scenes", device="cpu")


def captions(*images: Image | None, inputs: Sequence[str] = (), texts: Sequence[str] = ()) -> pa.Table:
    rows = [
        CaptionRow(
            id=str(i),
            caption=texts[i] if texts else DRAWN[i % len(DRAWN)].caption,
            source=Source(input=inputs[i] if inputs else "in.jsonl", key=str(i)),
            image=image,
        )
        for i, image in enumerate(images)
    ]
    return to_table(rows, CaptionRow)


def shown(sample: SceneSample) -> Image:
    return Image(bytes=png(sample.scene))


def looked(matcher: CrossMatcher, table: pa.Table, negatives: Sequence[str], parents: Sequence[int], batch_size: int = 64) -> ImageScores:
    image_scorer = ImageScorer(ImagePlaces("/"), 10**6, batch_size)
    image_scorer.matcher = matcher
    return image_scorer.score(table, pa.table({"negative": pa.array(negatives, pa.string())}), np.array(parents, np.int64))


def test_rows_of_the_same_bytes_or_of_the_same_path_of_a_source_show_one_image() -> None:
    one, other = shown(DRAWN[0]), shown(DRAWN[1])
    path = Image(path="a.png")
    table = captions(one, path, other, None, one, path, path, inputs=["x", "x", "x", "x", "y", "x", "y"])
    assert sorted(ImageColumn(table).rows_by_image(range(7)).values()) == [[0, 4], [1, 5], [2], [6]]
    assert sorted(ImageColumn(table).rows_by_image([4, 5]).values()) == [[4], [5]]


def test_the_place_of_an_image_is_its_rows_own() -> None:
    images = ImageColumn(captions(Image(path="a.png"), shown(DRAWN[0]), inputs=["x.csv", "y.csv"]))
    assert images.location(0) == ("x.csv", "a.png", None)
    assert images.location(1) == ("y.csv", None, png(DRAWN[0].scene))


@pytest.mark.parametrize("batch_size", [1, 64])
def test_scores_are_the_matchers_whatever_the_runs_of_images(matcher: CrossMatcher, batch_size: int) -> None:
    assert len(DRAWN) > 2 * BATCHES_IN_MEMORY
    pictures = [DRAWN[i] for i in (0, 1, 2, 3, 4, 5, 0)]
    texts = [sample.caption for sample in pictures]
    negatives = [f"a {colour} {shape}" for colour in ("red", "blue") for shape in ("circle", "star", "cross", "heart")]
    parents = [6, 0, 5, 5, 3, 1, 2, 4]
    found = looked(matcher, captions(*(shown(each) for each in pictures), texts=texts), negatives, parents, batch_size)
    images = [render(sample.scene) for sample in pictures]
    np.testing.assert_allclose(found.positive, matcher.score(images, texts), atol=2e-4)
    pairs = np.array([(parent, i) for i, parent in enumerate(parents)], np.int64)
    np.testing.assert_allclose(found.negative, matcher.score(images, negatives, pairs), atol=2e-4)
    assert found.usage == {"images": 6, "image_pairs": 15, "texts_truncated": 0}


def test_a_caption_without_a_negative_or_without_an_image_is_not_looked_at(matcher: CrossMatcher) -> None:
    found = looked(matcher, captions(shown(DRAWN[0]), None, shown(DRAWN[2])), ["a red star", "a red star"], [1, 2])
    assert np.isfinite(found.positive).tolist() == [False, False, True]
    assert np.isfinite(found.negative).tolist() == [False, True]
    assert (found.usage["images"], found.faults) == (1, {})


def test_a_fault_is_of_all_captions_of_its_image_and_of_no_others(matcher: CrossMatcher) -> None:
    broken = Image(bytes=png(DRAWN[0].scene)[:60])
    found = looked(matcher, captions(broken, shown(DRAWN[1]), broken), ["a red star"] * 3, [0, 1, 2])
    assert {row: reason for row, (reason, _) in found.faults.items()} == dict.fromkeys([0, 2], Reason.IMAGE_UNREADABLE)
    assert np.isfinite(found.negative).tolist() == [False, True, False]


def test_nothing_to_look_at_is_nothing_seen(matcher: CrossMatcher) -> None:
    found = looked(matcher, captions(None, shown(DRAWN[0])), [], [])
    assert np.isnan(found.positive).all()
    assert found.usage == {"images": 0, "image_pairs": 0, "texts_truncated": 0}


def test_texts_cut_are_counted_for_each_look_by_itself(matcher: CrossMatcher) -> None:
    for _ in range(2):
        found = looked(matcher, captions(shown(DRAWN[0])), ["a red circle " * 100], [0])
        assert found.usage["texts_truncated"] == 1
