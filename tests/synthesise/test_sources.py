import io
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthesise.crayons import COLOURS, Colours

from hardneg.captions.cleaning.image_access import ImagePlaces
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import SynthesiseConfig
from hardneg.schemas.reasons import ImageReason
from hardneg.schemas.rows import CaptionRow, Image, Source
from hardneg.synthesise.masks import Box
from hardneg.synthesise.order import ROUND
from hardneg.synthesise.sources import WHOLE_IN_MEMORY, Canvas, Edited, Refused, Root, Sources, worked

BLUE, GREEN = Edited("a blue dog", ["red"]), Edited("a green dog", ["red"])
RIGHT = Box("a red dog", 0.5, 0.0, 0.5, 1.0)


def picture(*colours: str, width: int = 64, height: int = 32) -> bytes:
    """Return stripes from left to right."""
    pixels = np.concatenate([np.full((height, width // len(colours), 3), COLOURS[name], np.uint8) for name in colours], axis=1)
    sink = io.BytesIO()
    PIL.Image.fromarray(pixels).save(sink, "PNG")
    return sink.getvalue()


def captions(*images: Image | None) -> pa.Table:
    rows = [
        CaptionRow(id=f"c{i}", caption="a red dog", source=Source(input="in.jsonl", key=str(i)), image=image)
        for i, image in enumerate(images)
    ]
    return to_table(rows, CaptionRow)


def sources(*images: Image | None, root: str = "/", boxes: dict[str, list[Box]] | None = None, **told: Any) -> Sources:
    config = SynthesiseConfig.model_validate({"enabled": True, "mode": "image", "boxes": "boxes.jsonl"} | told)
    return Sources(captions(*images), Root(ImagePlaces(root), 10**6), 64, config, boxes or {})


def canvases(found: Sources, *edits: Edited, row: int = 0, matcher: Colours | None = None) -> list[Canvas | Refused]:
    return found.canvases(row, matcher or Colours(), "a red dog", edits)


def mask_of(found: Canvas | Refused) -> np.ndarray:
    assert isinstance(found, Canvas)
    assert found.mask is not None
    return found.mask


@pytest.mark.parametrize(
    ("image", "reason"),
    [
        (None, ImageReason.SOURCE_MISSING),
        (Image(path="nowhere.png"), ImageReason.SOURCE_MISSING),
        (Image(bytes=b"no image"), ImageReason.SOURCE_UNREADABLE),
    ],
)
def test_without_a_picture_every_edit_is_refused(tmp_path: Path, image: Image | None, reason: ImageReason) -> None:
    found = canvases(sources(image, root=str(tmp_path)), BLUE, GREEN)
    assert [isinstance(each, Refused) and each.reason for each in found] == [reason, reason]


def test_without_a_mask_all_may_change_and_the_matcher_is_not_asked() -> None:
    matcher = Colours()
    (found,) = canvases(sources(Image(bytes=picture("red")), mask="none"), BLUE, matcher=matcher)
    assert found == Canvas((96, 48), None)  # as many pixels as 64 x 64, twice as wide as high
    assert matcher.calls == 0


def test_the_matcher_looks_once_for_all_edits_and_masks_where_the_caption_is_seen() -> None:
    matcher = Colours()
    one, two = canvases(sources(Image(bytes=picture("red", "green")), mask="matcher"), BLUE, GREEN, matcher=matcher)
    assert matcher.calls == 1
    assert mask_of(one)[:, 1:3].all()
    assert not mask_of(one)[:, 6:].any()
    assert mask_of(two)[:, 1:3].all()


def test_a_box_counts_before_the_matcher_unless_the_matcher_is_asked_for() -> None:
    image, boxes = Image(bytes=picture("red", "green")), {"0": [RIGHT]}
    for told in ({"mask": "auto"}, {"mask": "box"}):
        matcher = Colours()
        mask = mask_of(canvases(sources(image, boxes=boxes, **told), BLUE, matcher=matcher)[0])
        assert mask[:, mask.shape[1] // 2 :].all()
        assert not mask[:, : mask.shape[1] // 3].any()
        assert matcher.calls == 0
    mask = mask_of(canvases(sources(image, boxes=boxes, mask="matcher"), BLUE)[0])
    assert mask[:, 2].all()


def test_where_no_box_has_the_words_the_matcher_tells_or_there_is_no_mask() -> None:
    image, boxes = Image(bytes=picture("red", "green")), {"0": [RIGHT], "1": []}
    cat = Edited("a blue cat", ["cat"])
    of_both = canvases(sources(image, boxes=boxes, mask="auto"), BLUE, cat)
    assert not mask_of(of_both[0])[:, :20].any()
    assert mask_of(of_both[1])[:, 2].all()
    found = canvases(sources(image, boxes=boxes, mask="box"), cat)[0]
    assert isinstance(found, Refused)
    assert found.reason == ImageReason.EMPTY_MASK


def test_boxes_are_those_of_the_rows_own_key() -> None:
    image = Image(bytes=picture("red", "green"))
    two = sources(image, image, boxes={"1": [RIGHT]}, mask="box")
    assert isinstance(canvases(two, BLUE, row=0)[0], Refused)
    assert isinstance(canvases(two, BLUE, row=1)[0], Canvas)


@pytest.mark.parametrize("key", ["dog-1", "dogs/1.png"])
def test_boxes_may_have_the_name_or_the_path_of_the_image(key: str, tmp_path: Path) -> None:
    (tmp_path / "dogs").mkdir()
    (tmp_path / "dogs" / "1.png").write_bytes(picture("red", "green"))
    told = {"image": Image(path="dogs/1.png"), "image_id": "dog-1", "source": Source(input="in.jsonl", key="0")}
    rows = to_table([CaptionRow.model_validate({"id": "c", "caption": "a red dog"} | told)], CaptionRow)
    config = SynthesiseConfig(enabled=True, mode="image", boxes="boxes.jsonl", mask="box")

    found = Sources(rows, Root(ImagePlaces(str(tmp_path)), 10**6), 64, config, {key: [RIGHT]})

    assert isinstance(canvases(found, BLUE)[0], Canvas)


def test_a_picture_that_shows_nothing_of_the_edit_is_refused() -> None:
    (found,) = canvases(sources(Image(bytes=picture("green")), mask="matcher"), BLUE)
    assert isinstance(found, Refused)
    assert found.reason == ImageReason.EMPTY_MASK


def test_the_source_has_the_size_of_its_canvas_and_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture("red", width=200, height=100))
    found = sources(Image(path="a.png"), root=str(tmp_path), mask="none")
    (canvas,) = canvases(found, BLUE)
    (tmp_path / "a.png").unlink()
    assert isinstance(canvas, Canvas)
    assert found.source(0).size == canvas.size
    assert found.source(0).getpixel((0, 0)) == COLOURS["red"]


@given(width=st.integers(1, 4000), height=st.integers(1, 4000), side=st.integers(64, 2048))
def test_the_size_worked_at_has_the_area_and_the_shape_within_reason(width: int, height: int, side: int) -> None:
    across, down = worked((width, height), side)
    assert (across % ROUND, down % ROUND) == (0, 0)
    assert abs(across - side * min(2.0, max(0.5, (width / height) ** 0.5))) <= ROUND / 2
    assert abs(down - side * min(2.0, max(0.5, (height / width) ** 0.5))) <= ROUND / 2


def test_no_side_is_less_than_one_step() -> None:
    assert worked((1, 100), 8) == (ROUND, ROUND)


def test_few_images_of_their_own_size_stay_in_memory() -> None:
    table = captions(*(Image(bytes=picture("red", "blue", width=64 + 2 * i)) for i in range(WHOLE_IN_MEMORY + 3)))
    whole = Sources(table, Root(ImagePlaces(""), 10**6), None, SynthesiseConfig(), {})
    assert [whole.source(row).width for row in range(len(table))] == [64 + 2 * i for i in range(len(table))]
    assert whole.picture.cache_info().currsize == WHOLE_IN_MEMORY
